import { beforeEach, describe, expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { type Money, money } from '#lib/money.ts';
import { expirePayment } from '#lib/payments/expire.ts';
import { listPayments } from '#lib/payments/find.ts';
import { payerDetails } from '#lib/payments/payer-details.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { aShop, PAYER, type Shop } from '#lib/payments/testing/shop.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { changeLink } from './change-link.ts';
import { createLink, type NewLink } from './create-link.ts';
import { findLink, findPublicLink, listLinks } from './find-link.ts';
import { STARTS } from './limits.ts';
import { linkResource } from './resource.ts';
import { type LinkStart, startLinkPayment } from './start-payment.ts';

let shop: Shop;
beforeEach(async () => {
  await truncateAll();
  shop = await aShop(new Date());
});

const PRICE: Money = money(1500n, 'XAF');
let places = 0;
/** A place of its own, so that no test uses up another's limit. */
const place = () => `198.51.100.${++places % 250}`;

async function aLink(change: Partial<NewLink> = {}): Promise<string> {
  const terms = { currency: 'XAF' as const, amount: 1500n, amountMin: null, amountMax: null };
  const link = await createLink(
    shop.scope,
    { ...terms, description: 'Cotisation', ...change },
    { now: shop.clock.now() },
  );
  return link?.slug ?? '';
}

let presses = 0;
async function press(slug: string, change: Partial<LinkStart> = {}) {
  const found = await findPublicLink(slug, shop.clock.now());
  if (found === undefined) throw new Error('no such link');
  presses += 1;
  const start = { money: PRICE, locale: 'fr' as const, nonce: `nonce-${presses}`, peer: place(), ...change };
  return startLinkPayment(found, start, shop.deps);
}
const idOf = (started: Awaited<ReturnType<typeof press>>) =>
  started.kind === 'payment' ? started.paymentId : started.kind;

async function counts(slug: string) {
  return (await findPublicLink(slug, shop.clock.now()))?.counts;
}

/** The provider says that the payer paid. */
async function pay(paymentId: string): Promise<void> {
  await submitPayment({ paymentId, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  shop.transaction().status = 'succeeded';
  await shop.receive(shop.callback());
}

describe('a press on the button', () => {
  test('makes one hosted payment of the link, with its words, its metadata and the payer’s name sealed', async () => {
    const slug = await aLink({ metadata: { class: 'CM2' }, asksName: true });
    const id = idOf(await press(slug, { payerName: 'Awa Koffi', locale: 'en' }));
    const payment = await db.payment.findUniqueOrThrow({ where: { id } });
    const { link } = (await findPublicLink(slug, shop.clock.now())) ?? {};
    expect(payment).toMatchObject({
      origin: 'link',
      hosted: true,
      amount: 1500n,
      description: 'Cotisation',
      locale: 'en',
      metadata: { class: 'CM2', payment_link: link?.id },
    });
    expect(payment.reference).toMatch(/^link-[2-9A-Z]{12}$/);
    expect(await payerDetails(id)).toEqual({ name: 'Awa Koffi' });
    expect(await counts(slug)).toEqual({ started: 1, used: 0, open: 1, volume: 0n });
  });

  test('twice on the same page finds the same payment, also at once', async () => {
    const slug = await aLink();
    const at = { nonce: 'same', peer: place() };
    const ids = await Promise.all([press(slug, at), press(slug, at), press(slug, at)]);
    expect(new Set(ids.map(idOf)).size).toBe(1);
    expect(idOf(await press(slug, at))).toBe(idOf(ids[0] ?? { kind: 'too_many' }));
    expect(await db.payment.count()).toBe(1);
  });

  test('on a page whose payment ended unpaid makes a new one; on one that was paid it does not', async () => {
    const slug = await aLink();
    const first = idOf(await press(slug, { nonce: 'kept' }));
    shop.clock.advance(25 * 3_600_000);
    await expirePayment(first, shop.deps);
    const second = idOf(await press(slug, { nonce: 'kept' }));
    expect(second).not.toBe(first);

    const third = idOf(await press(slug, { nonce: 'other' }));
    await pay(third);
    expect(idOf(await press(slug, { nonce: 'other' }))).toBe(third);
  });

  test('of a browser that began before goes on with that payment while it is open', async () => {
    const slug = await aLink();
    const first = idOf(await press(slug));
    expect(idOf(await press(slug, { resume: first }))).toBe(first);
    await pay(first);
    expect(idOf(await press(slug, { resume: first }))).not.toBe(first);
  });

  test('with another amount gives the first place back, unless the first is being paid', async () => {
    const slug = await aLink({ amount: null, maxUses: 1 });
    const first = idOf(await press(slug));
    const dearer = money(2000n, 'XAF');
    const second = idOf(await press(slug, { resume: first, money: dearer }));
    expect(second).toMatch(/^pay_/);
    expect(second).not.toBe(first);
    expect((await db.payment.findUniqueOrThrow({ where: { id: first } })).status).toBe('canceled');

    await submitPayment({ paymentId: second, operator: 'cm-mtn', phone: PAYER }, shop.deps);
    expect(idOf(await press(slug, { resume: second, money: PRICE }))).toBe(second);
  });

  test('with another link’s payment in its cookie starts anew', async () => {
    const other = idOf(await press(await aLink()));
    const slug = await aLink();
    expect(idOf(await press(slug, { resume: other }))).not.toBe(other);
  });

  test('is counted by place: too many from one leave the others alone', async () => {
    const slug = await aLink();
    const peer = '2001:db8:9:9::1';
    const all = [];
    for (let count = 0; count < STARTS.link; count += 1) all.push(await press(slug, { peer }));
    expect(all.every(({ kind }) => kind === 'payment')).toBe(true);
    expect(await press(slug, { peer: '2001:db8:9:9:ffff::2' })).toEqual({ kind: 'too_many' });
    expect(await press(slug)).toMatchObject({ kind: 'payment' });
    expect(await db.payment.count()).toBe(STARTS.link + 1);
  });
});

describe('a link that may be used so many times', () => {
  test('never begins more payments that could succeed, however many press at once', async () => {
    const slug = await aLink({ maxUses: 2 });
    const all = await Promise.all(Array.from({ length: 8 }, () => press(slug)));
    expect(all.filter(({ kind }) => kind === 'payment')).toHaveLength(2);
    expect(all.filter((started) => started.kind === 'closed' && started.state === 'busy')).toHaveLength(6);
    // What was refused left nothing behind.
    expect(await db.payment.count()).toBe(2);
    expect(await db.event.count()).toBe(2);
    expect(await db.idempotencyKey.count()).toBe(2);
  });

  test('has its place back when a payment fails for good, is canceled, or was never begun to be paid', async () => {
    const slug = await aLink({ maxUses: 1 });
    const first = idOf(await press(slug));
    expect(await press(slug)).toEqual({ kind: 'closed', state: 'busy' });
    shop.clock.advance(30 * 60_000 + 1);
    // The worker has not been here yet: the clock alone gives the place back.
    expect(await counts(slug)).toMatchObject({ open: 0 });
    const second = idOf(await press(slug));
    expect(second).toMatch(/^pay_/);
    expect(second).not.toBe(first);
  });

  test('a payment that waits for its operator keeps its place, whatever the clock says', async () => {
    const slug = await aLink({ maxUses: 1 });
    const first = idOf(await press(slug));
    await submitPayment({ paymentId: first, operator: 'cm-mtn', phone: PAYER }, shop.deps);
    shop.clock.advance(3 * 3_600_000);
    expect(await press(slug)).toEqual({ kind: 'closed', state: 'busy' });
  });

  test('is used up by what was paid', async () => {
    const slug = await aLink({ maxUses: 1 });
    await pay(idOf(await press(slug)));
    expect(await counts(slug)).toEqual({ started: 1, used: 1, open: 0, volume: 1500n });
    expect(await press(slug)).toEqual({ kind: 'closed', state: 'used_up' });
  });

  test('counts money that came late too: it is never refused, and the shop sees one use more', async () => {
    const slug = await aLink({ maxUses: 1 });
    const first = idOf(await press(slug));
    await submitPayment({ paymentId: first, operator: 'cm-mtn', phone: PAYER }, shop.deps);
    const late = shop.transaction();
    late.status = 'failed';
    await shop.receive(shop.callback());
    // The operator said no: the payment may be tried again, so it keeps its place until its time is over.
    shop.clock.advance(30 * 60_000 + 1);
    await expirePayment(first, shop.deps);
    await pay(idOf(await press(slug)));
    expect(await counts(slug)).toMatchObject({ used: 1, open: 0 });
    late.status = 'succeeded';
    const attempt = await db.attempt.findFirstOrThrow({ where: { paymentId: first } });
    await db.attempt.update({ where: { id: attempt.id }, data: { nextQueryAt: shop.clock.now() } });
    await shop.receive(shop.callback({ ...late }));
    const found = await findPublicLink(slug, shop.clock.now());
    expect(found?.counts).toMatchObject({ used: 2, volume: 3000n });
    expect(found && linkResource(found, shop.clock.now())).toMatchObject({ status: 'used_up', uses: 2 });
  });
});

describe('a link that is not open', () => {
  test.each([
    ['paused', { active: false }],
    ['expired', { expiresAt: new Date('2026-01-01T00:00:00Z') }],
  ] as const)('%s begins nothing', async (state, change) => {
    const slug = await aLink();
    await db.paymentLink.update({ where: { slug }, data: change });
    expect(await press(slug)).toEqual({ kind: 'closed', state });
    expect(await db.payment.count()).toBe(0);
  });

  test('paused while somebody pays: what was begun goes on', async () => {
    const slug = await aLink();
    const first = idOf(await press(slug));
    const { link } = (await findPublicLink(slug, shop.clock.now())) ?? {};
    await changeLink(shop.scope, link?.id ?? '', { choose: () => ({ active: false }) });
    expect(idOf(await press(slug, { resume: first }))).toBe(first);
    expect(await press(slug)).toEqual({ kind: 'closed', state: 'paused' });
  });

  test('of a shop that is suspended begins nothing, nor a live one before live mode is open', async () => {
    const slug = await aLink();
    await db.merchant.updateMany({ data: { suspendedAt: new Date() } });
    expect(await press(slug)).toEqual({ kind: 'closed', state: 'paused' });
    await db.merchant.updateMany({ data: { suspendedAt: null } });
    await db.paymentLink.updateMany({ data: { mode: 'live' } });
    expect(await press(slug)).toEqual({ kind: 'closed', state: 'paused' });
  });
});

describe('reading', () => {
  test('the payments of a link, and of no other, with other filters and for nobody else', async () => {
    const [slug, other] = [await aLink(), await aLink()];
    const first = idOf(await press(slug));
    shop.clock.advance(1);
    const second = idOf(await press(slug));
    await press(other);
    await shop.pay();
    await pay(first);
    const { link } = (await findPublicLink(slug, shop.clock.now())) ?? {};
    const ids = async (filter: Parameters<typeof listPayments>[1], scope = shop.scope) =>
      (await listPayments(scope, filter)).records.map(({ payment }) => payment.id);
    const of = { link: link?.id ?? '', limit: 10 };
    expect(await ids(of)).toEqual([second, first]);
    expect(await ids({ ...of, limit: 1, after: second })).toEqual([first]);
    expect(await ids({ ...of, operator: 'cm-mtn' })).toEqual([first]);
    expect(await ids({ ...of, status: 'created' })).toEqual([second]);
    expect(await ids({ ...of, ids: [first] })).toEqual([first]);
    expect(await ids({ link: 'plink_none', limit: 10 })).toEqual([]);
    expect(await ids(of, (await aShop(shop.clock.now())).scope)).toEqual([]);
  });

  test('another merchant’s, app’s or mode’s link and none are the same', async () => {
    const slug = await aLink();
    const { link } = (await findPublicLink(slug, shop.clock.now())) ?? {};
    const id = link?.id ?? '';
    const now = shop.clock.now();
    expect(await findLink(shop.scope, id, now)).toBeDefined();
    expect(await findLink({ ...shop.scope, mode: 'live' }, id, now)).toBeUndefined();
    expect(await findLink((await aShop(now)).scope, id, now)).toBeUndefined();
    const other = { ...shop.scope, appId: 'app_00000000000000000000000000' };
    expect(await changeLink(other, id, { choose: () => ({ active: false }) })).toBeUndefined();
    expect(await findPublicLink('aaaaaaaaaaaaaa', now)).toBeUndefined();
    expect(await findPublicLink("' OR 1=1 --", now)).toBeUndefined();
    expect(await findPublicLink(slug.toUpperCase(), now)).toBeDefined();
  });

  test('pages follow each other, newest first, nothing twice', async () => {
    for (let made = 0; made < 5; made += 1) {
      await aLink({ description: `Link ${made}` });
      shop.clock.advance(1);
    }
    const words = ({ links }: Awaited<ReturnType<typeof listLinks>>) =>
      links.map(({ link }) => link.description);
    const first = await listLinks(shop.scope, { limit: 2 }, shop.clock.now());
    const second = await listLinks(shop.scope, { limit: 2, after: first.next }, shop.clock.now());
    const third = await listLinks(shop.scope, { limit: 2, after: second.next }, shop.clock.now());
    expect([words(first), words(second), words(third)]).toEqual([
      ['Link 4', 'Link 3'],
      ['Link 2', 'Link 1'],
      ['Link 0'],
    ]);
    expect(third.hasMore).toBe(false);
    expect(await listLinks(shop.scope, { limit: 2, after: 'plink_x' }, addMs(shop.clock.now(), 1))).toEqual({
      links: [],
      hasMore: false,
    });
  });
});

/** Apps, keys, logos and webhook endpoints as people manage them: scoping, refusals, races, audit. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, sha256 } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import type { AppScope } from '#lib/webhooks/endpoints.ts';
import { changeKeyAddresses, createKey, isCurrent, listKeys, revokeKey, rollKey } from './api-keys.ts';
import { type AppFields, appFields, keyFields } from './app-fields.ts';
import { changeLogo, drawLogo, findLogo, findSmallLogo, LOGO_BYTES_MAX, removeLogo } from './app-logo.ts';
import {
  changeApp,
  changeSigningSecret,
  createApp,
  findApp,
  listApps,
  requestLive,
  showSigningSecret,
} from './apps.ts';
import { endpointFields } from './endpoint-fields.ts';
import { addEndpoint, editEndpoint, removeEndpoint, sendAgain, sendTestEvent } from './manage-endpoints.ts';
import { mailAboutParked } from './parked-mail.ts';
import type { Acting } from './second-factor.ts';
import { aMember } from './testing/a-member.ts';
import { actingAs } from './testing/acting.ts';

const now = new Date('2026-11-21T10:00:00Z');
const NEW = {
  name: 'Boutique',
  siteUrl: 'https://shop.example/x',
  country: 'CM',
  currency: 'XAF',
  locale: 'fr',
} as const;
const KEY = { scopes: ['payments'], life: '30', allowFrom: [] } as const satisfies Record<string, unknown>;

let awa: Acting;
let kofi: Acting;
let scope: AppScope;
beforeEach(async () => {
  await truncateAll();
  awa = await actingAs(await aMember(), now);
  kofi = await actingAs(await aMember({ email: 'kofi@example.com' }), now);
  scope = { merchantId: awa.session.merchant.id, appId: await anApp(awa), mode: 'test' };
});

async function anApp(acting: Acting): Promise<string> {
  const made = await createApp(acting, NEW);
  if (typeof made === 'string' || 'faults' in made) throw new Error('not made');
  return made.app.id;
}

const whole = (change: Partial<Record<keyof AppFields, string>> = {}): AppFields =>
  appFields.parse({
    ...NEW,
    successUrl: '',
    cancelUrl: '',
    failureUrl: '',
    callbackUrl: '',
    brandColor: '',
    declaredOrigins: '',
    declaredAddresses: '',
    notifyEmails: '',
    ...change,
  });
const key = () => createKey(awa, scope, { ...KEY, scopes: ['payments'], allowFrom: [] });
const actions = async () =>
  (
    await db.auditEntry.findMany({ where: { action: { not: 'member_created' } }, orderBy: { id: 'asc' } })
  ).map(({ action }) => action);
async function aKey() {
  const made = await key();
  if (typeof made === 'string') throw new Error(made);
  return made;
}

describe('an app', () => {
  test('declares its own site at first, and is nobody else’s', async () => {
    expect(await findApp(scope.merchantId, scope.appId)).toMatchObject({
      declaredOrigins: ['https://shop.example'],
      liveApproved: false,
    });
    expect(await findApp(kofi.session.merchant.id, scope.appId)).toBeUndefined();
    expect(await listApps(kofi.session.merchant.id)).toEqual([]);
    expect(await changeApp(kofi, scope.appId, whole({ name: 'Mine now' }))).toBeUndefined();
    expect(await requestLive(kofi, scope.appId)).toBe('not_found');
    expect(await showSigningSecret(kofi, scope.appId)).toBeUndefined();
    expect(await changeSigningSecret(kofi, scope.appId)).toBeUndefined();
    expect(await changeLogo(kofi, scope.appId, await aPicture(8, 8))).toBe('not_found');
    expect(await actions()).toEqual(['app_created']);
  });

  test.each([
    ['#1F2B62', '#1f2b62'],
    [' f2c230 ', '#f2c230'],
    ['', null],
  ])('has a colour: %s', async (typed, kept) => {
    await changeApp(awa, scope.appId, whole({ brandColor: typed }));
    expect(await findApp(scope.merchantId, scope.appId)).toMatchObject({ brandColor: kept });
  });

  test.each([
    ['square', [300, 300], { width: 96, height: 96 }],
    ['twice as wide as high', [400, 200], { width: 192, height: 96 }],
    ['a name in letters', [250, 25], { width: 250, height: 25 }],
  ] as const)('has a small picture for payers: %s', async (_, [wide, high], size) => {
    await changeLogo(awa, scope.appId, await aPicture(wide, high));
    const [, , , version = ''] = (await findApp(scope.merchantId, scope.appId))?.logoUrl?.split('/') ?? [];
    const small = (await findSmallLogo(scope.appId, version)) ?? expect.fail('no picture');
    expect(await sharp(small).metadata()).toMatchObject({ format: 'png', ...size });
    expect(await findSmallLogo(scope.appId, '0000000000000000')).toBeUndefined();
  });

  test('is written whole, and the audit line holds what changed alone', async () => {
    const changed = await changeApp(
      awa,
      scope.appId,
      whole({ successUrl: 'https://shop.example/ok', declaredAddresses: '203.0.113.7\n2001:db8::/32' }),
    );
    expect(changed).toMatchObject({
      app: { successUrl: 'https://shop.example/ok', declaredAddresses: ['203.0.113.7', '2001:db8::/32'] },
    });
    const line = await db.auditEntry.findFirstOrThrow({ where: { action: 'app_changed' } });
    expect(Object.keys(Object(line.after)).sort()).toEqual([
      'declaredAddresses',
      'declaredOrigins',
      'successUrl',
    ]);
  });

  test.each([
    { siteUrl: 'http://shop.example' },
    { siteUrl: 'javascript:alert(1)' },
    { siteUrl: 'https://me:secret@shop.example' },
    { declaredOrigins: 'https://shop.example/path' },
    { brandColor: 'red' },
    { brandColor: '#1f2b62;}body{display:none' },
    { declaredAddresses: '10.0.0.0/99' },
    { notifyEmails: 'nobody' },
    { name: ' ' },
  ])('refuses %o', (change) => {
    expect(() => whole(change)).toThrow();
  });

  test('refuses a callback address that no webhook would reach', async () => {
    expect(await changeApp(awa, scope.appId, whole({ callbackUrl: 'https://10.0.0.1/x' }))).toEqual({
      faults: { callbackUrl: 'addressPrivate' },
    });
  });

  test('asks for live mode once', async () => {
    expect(await requestLive(awa, scope.appId)).toBe('requested');
    expect(await requestLive(awa, scope.appId)).toBe('already');
    expect(await actions()).toEqual(['app_created', 'live_mode_requested']);
  });

  test('shows its signing secret, and the new one after a change', async () => {
    const before = await showSigningSecret(awa, scope.appId);
    const after = await changeSigningSecret(awa, scope.appId);
    expect(after).not.toBe(before);
    const { signingSecretSealed } = await db.app.findUniqueOrThrow({ where: { id: scope.appId } });
    expect(open(signingSecretSealed, sealPurpose.appSigningSecret(scope.appId))).toBe(after);
  });
});

describe('a key', () => {
  test('is kept as a hash, with its end, in its own app and mode', async () => {
    const { secret, key } = await aKey();
    expect(secret).toMatch(/^sk_test_\w{43}$/);
    expect(Buffer.from(key.hash)).toEqual(Buffer.from(sha256(secret)));
    expect(key.expiresAt).toEqual(addMs(now, 30 * 86_400_000));
    expect(isCurrent(key, addMs(now, 30 * 86_400_000))).toBe(false);
    expect(await listKeys({ ...scope, mode: 'live' })).toEqual([]);
    expect(JSON.stringify(await db.auditEntry.findMany())).not.toContain(secret);
  });

  test('of another merchant, app or mode is not found', async () => {
    const { key } = await aKey();
    const others: AppScope[] = [
      { ...scope, merchantId: kofi.session.merchant.id },
      { ...scope, appId: await anApp(awa) },
      { ...scope, mode: 'live' },
    ];
    for (const other of others) {
      expect(await revokeKey(awa, other, key.id)).toBe(false);
      expect(await rollKey(awa, other, key.id)).toBe('not_found');
      expect(await changeKeyAddresses(awa, other, { id: key.id, allowFrom: [] })).toBe('not_found');
    }
    expect(
      await createKey(kofi, { ...scope, merchantId: kofi.session.merchant.id }, keyFields.parse(FORM)),
    ).toBe('not_found');
  });

  test('rolls over: both work until the old one is revoked, which then rolls no more', async () => {
    const { key: old } = await aKey();
    const rolled = await rollKey(awa, scope, old.id);
    expect(rolled).toMatchObject({ key: { scopes: ['payments'] } });
    expect((await listKeys(scope)).every((one) => isCurrent(one, now))).toBe(true);
    expect(await revokeKey(awa, scope, old.id)).toBe(true);
    expect(await revokeKey(awa, scope, old.id)).toBe(false);
    expect(await rollKey(awa, scope, old.id)).toBe('not_found');
    expect(await actions()).toEqual(['app_created', 'key_created', 'key_rolled', 'key_revoked']);
  });

  test('for live mode needs the platform’s yes, and addresses where it pays out', async () => {
    const live: AppScope = { ...scope, mode: 'live' };
    const fields = keyFields.parse({ ...FORM, scopes: ['payouts'] });
    expect(await createKey(awa, live, fields)).toBe('live_closed');
    await db.app.update({ where: { id: scope.appId }, data: { liveApproved: true } });
    expect(await createKey(awa, live, fields)).toBe('addresses_needed');
    const made = await createKey(awa, live, { ...fields, allowFrom: ['203.0.113.7'] });
    if (typeof made === 'string') throw new Error(made);
    expect(await changeKeyAddresses(awa, live, { id: made.key.id, allowFrom: [] })).toBe('addresses_needed');
  });
});

const FORM = { scopes: ['payments'], life: 'never', allowFrom: '' };

describe('a logo', () => {
  test('is drawn anew, small, without what came along', async () => {
    const upload = await sharp(await aPicture(1000, 500))
      .withMetadata({ exif: { IFD0: { Copyright: 'a stowaway' } } })
      .jpeg()
      .toBuffer();
    expect(await changeLogo(awa, scope.appId, upload)).toBe('changed');
    const { logoUrl } = await db.app.findUniqueOrThrow({ where: { id: scope.appId } });
    const [, , appId = '', version = ''] = String(logoUrl).split('/');
    const png = Buffer.from((await findLogo(appId, version)) ?? []);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 256, height: 128 });
    expect(png.includes('a stowaway')).toBe(false);
    expect(await findLogo(appId, 'another')).toBeUndefined();
    expect(await removeLogo(kofi, appId)).toBe(false);
    expect(await removeLogo(awa, appId)).toBe(true);
    expect(await findLogo(appId, version)).toBeUndefined();
  });

  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['GIF', 'GIF89a\x01\x00\x01\x00'],
    ['a PNG that ends after its first bytes', '\x89PNG\r\n\x1a\n'],
    ['nothing', ''],
  ])('is refused as %s', async (_, text) => {
    expect(await drawLogo(Buffer.from(text, 'latin1'))).toBe('not_an_image');
  });

  test('is refused as a bomb: a few kilobytes that would be decoded into gigabytes', async () => {
    const bomb = sayingSize(await aPicture(8, 8), 50_000);
    expect(bomb.length).toBeLessThan(LOGO_BYTES_MAX);
    expect(await drawLogo(bomb)).toBe('too_many_pixels');
    expect(await drawLogo(Buffer.alloc(LOGO_BYTES_MAX + 1))).toBe('too_large');
  });
});

/** A PNG whose head says another size, with the checksum that goes with it. */
function sayingSize(png: Buffer, side: number): Buffer {
  const changed = Buffer.from(png);
  changed.writeUInt32BE(side, 16);
  changed.writeUInt32BE(side, 20);
  changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29);
  return changed;
}

const aPicture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c2185b' } })
    .png()
    .toBuffer();

describe('a webhook endpoint', () => {
  const fields = endpointFields.parse({ url: 'https://shop.example/hook', types: 'payment.succeeded' });

  async function anEndpoint() {
    const made = await addEndpoint(awa, scope, fields);
    if (typeof made === 'string') throw new Error(made);
    return made.endpoint;
  }

  test('is made, changed and tested with an audit line each, within its app and mode', async () => {
    const { id } = await anEndpoint();
    expect(await sendTestEvent(awa, scope, id)).toMatchObject({ deliveryId: expect.any(String) });
    const other: AppScope = { ...scope, appId: await anApp(awa) };
    expect(await editEndpoint(awa, other, { id, fields })).toBe('not_found');
    expect(await sendTestEvent(awa, { ...scope, mode: 'live' }, id)).toBe('not_found');
    expect(await removeEndpoint(kofi, { ...scope, merchantId: kofi.session.merchant.id }, id)).toBe(false);
    const { id: delivery } = await db.delivery.findFirstOrThrow();
    expect(await sendAgain(awa, other, delivery)).toBe('not_found');
    expect(await editEndpoint(awa, scope, { id, fields: { ...fields, url: 'http://shop.example' } })).toBe(
      'addressNotHttps',
    );
    expect(await actions()).toEqual([
      'app_created',
      'webhook_endpoint_created',
      'webhook_tested',
      'app_created',
    ]);
  });

  test('that stops taking deliveries has its people told once a day', async () => {
    const { id } = await anEndpoint();
    await sendTestEvent(awa, scope, id);
    const { id: delivery } = await db.delivery.findFirstOrThrow();
    await mailAboutParked(delivery, now);
    expect(await db.mail.count()).toBe(0);
    await db.delivery.update({
      where: { id: delivery },
      data: { status: 'parked', lastError: 'Answered 500.' },
    });
    await Promise.all([mailAboutParked(delivery, now), mailAboutParked(delivery, now)]);
    expect(await db.mail.findMany()).toMatchObject([
      { recipient: 'awa@example.com', kind: 'webhook_parked' },
    ]);
    await db.app.update({ where: { id: scope.appId }, data: { notifyEmails: ['ops@example.com'] } });
    await mailAboutParked(delivery, addMs(now, 86_400_000));
    expect(await db.mail.findMany({ where: { recipient: 'ops@example.com' } })).toHaveLength(1);
  });
});

import pg from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { money } from '#lib/money.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import { inventCredentials } from '#lib/providers/invent-credentials.ts';
import type { ClientContext, ServerAccount } from '#lib/providers/provider.ts';
import { truncateAll } from '#lib/testing/database.ts';
import {
  ACCOUNT_CHANGES,
  accountView,
  callbackGuard,
  changeAccount,
  ensureAccount,
  findByPrivateCredential,
  serverAccount,
} from './accounts.ts';
import { sandboxBackend } from './backend.ts';
import { inSandboxCall } from './call.ts';
import { answerPrompt, openHandset } from './handset.ts';
import { decidePage, findSandboxPage } from './page.ts';
import { runSandboxStep } from './step.ts';
import { type Ending, STORIES } from './stories.ts';

const provider = PROVIDERS['my-coolpay'];
const { manifest } = provider;
const OK: HttpResult = { kind: 'reply', status: 200, headers: {}, text: 'OK' };
const TWO_HOURS_MS = 2 * 60 * 60_000;

let clock: ManualClock;
let sent: OutgoingRequest[];
let account: ServerAccount;

const send = async (request: OutgoingRequest): Promise<HttpResult> => {
  sent.push(request);
  return OK;
};

beforeEach(async () => {
  await truncateAll();
  delete process.env.CROSS_TIMINGS;
  delete process.env.CROSS_PUBLIC_URL;
  resetEnv();
  clock = new ManualClock();
  sent = [];
  account = serverAccount(
    await ensureAccount(manifest, inventCredentials(manifest, 'test'), {
      callbackUrl: 'http://127.0.0.1:3000/callbacks/my-coolpay/token',
      returnUrls: {
        success: 'https://shop.test/back?result=success',
        cancel: 'https://shop.test/back?result=cancel',
        failure: 'https://shop.test/back?result=failure',
      },
    }),
  );
});

function request(ending: string, reference = `REF${ending}`) {
  return {
    reference,
    money: money(1_500n, 'XAF'),
    phone: `+237670000${ending}`,
    description: 'Chemise en lin',
    locale: 'fr' as const,
  };
}

const backend = () => sandboxBackend({ clock, send });

async function pay(ending: string): Promise<string> {
  const result = await backend().createPayment(account, request(ending));
  if (!result.ok) throw new Error(result.refusal);
  return only(
    await db.sandboxTransaction.findMany({ where: { providerReference: result.value.providerReference } }),
  ).id;
}

/** Plays the worker until nothing is due within the next two hours. */
async function settle(id: string): Promise<void> {
  const end = clock.now().getTime() + TWO_HOURS_MS;
  for (;;) {
    const row = await read(id);
    if (row.nextStepAt === null || row.nextStepAt.getTime() > end) return;
    if (row.nextStepAt > clock.now()) clock.set(row.nextStepAt);
    await runSandboxStep(id, { clock, send });
  }
}

const read = (id: string) => db.sandboxTransaction.findUniqueOrThrow({ where: { id } });

function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error(`${rows.length} rows instead of one`);
  return row;
}

async function waitingForLock(): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  return Number(row?.count);
}

/** What the receiver of a callback makes of it. */
async function receive(callback: OutgoingRequest) {
  const context: Partial<ClientContext> = {
    credentials: account.credentials,
    settings: { sourceNetworks: ['127.0.0.1'] },
  };
  return provider.readCallback(
    {
      method: callback.method,
      query: '',
      headers: callback.headers ?? {},
      body: callback.body ?? '',
      peer: '127.0.0.1',
    },
    context as ClientContext, // what reading a callback needs of it
  );
}

describe('stories through the backend', () => {
  const accepted = (Object.keys(STORIES) as Ending[]).filter((ending) => {
    const { push } = STORIES[ending];
    return 'request' in push && push.request === 'accepted' && ending !== '239';
  });

  test.each(accepted)('%s: charges in the journal as the table promises', async (ending) => {
    const { push } = STORIES[ending];
    const id = await pay(ending);
    await settle(id);
    const row = await read(id);
    expect('end' in push && push.end.charges).toBe(row.charges);
    expect((row.callbacks as unknown[]).length).toBe(sent.length);
  });

  test('a success is told by a callback whose signature holds, and the status agrees', async () => {
    const id = await pay('789');
    expect(sent).toEqual([]);
    await settle(id);
    const reading = await receive(only(sent));
    expect(reading).toMatchObject({
      kind: 'read',
      reference: 'REF789',
      observation: { outcome: 'succeeded' },
    });
    const { providerReference } = await read(id);
    expect(await backend().findTransaction(account, { providerReference })).toMatchObject({
      status: 'succeeded',
      money: money(1_500n, 'XAF'),
      fee: money(30n, 'XAF'),
    });
  });

  test('199: the callback says success with a signature that does not hold', async () => {
    await settle(await pay('199'));
    const callback = only(sent);
    expect(callback.body).toContain('"SUCCESS"');
    expect(await receive(callback)).toMatchObject({ kind: 'refused' });
  });

  test('189: callback and status state another amount, duly signed', async () => {
    const id = await pay('189');
    await settle(id);
    expect(await receive(only(sent))).toMatchObject({ observation: { money: money(750n, 'XAF') } });
    expect((await read(id)).amount).toBe(750n);
  });

  test('249: two callbacks name two different moneys', async () => {
    await settle(await pay('249'));
    const names = await Promise.all(
      sent.map(async (one) => JSON.parse(one.body ?? '{}').operator_transaction_ref),
    );
    expect(new Set(names).size).toBe(2);
  });

  test('179: the callback is answered before the request is', async () => {
    const result = await backend().createPayment(account, request('179'));
    expect(sent).toHaveLength(1);
    expect(result).toMatchObject({ ok: true, value: { status: 'succeeded' } });
  });

  test.each([
    ['109', 'operator_unavailable'],
    ['209', 'payment_in_progress'],
    ['259', 'too_many_prompts'],
  ])('%s is refused at the request, and nothing exists', async (ending, refusal) => {
    expect(await backend().createPayment(account, request(ending))).toMatchObject({ ok: false, refusal });
    expect(await db.sandboxTransaction.count()).toBe(0);
  });

  test('139 keeps silent and charges; 149 keeps silent and leaves nothing', async () => {
    const charged = await inSandboxCall(() => backend().createPayment(account, request('139')));
    const lost = await inSandboxCall(() => backend().createPayment(account, request('149')));
    expect([charged.silent, lost.silent]).toEqual([true, true]);
    const row = only(await db.sandboxTransaction.findMany());
    await settle(row.id);
    expect(await read(row.id)).toMatchObject({ reference: 'REF139', charges: 1, status: 'succeeded' });
  });

  test('silence belongs to one request only', async () => {
    const [, spoken] = await Promise.all([
      inSandboxCall(() => backend().createPayment(account, request('139'))),
      inSandboxCall(() => backend().createPayment(account, request('789'))),
    ]);
    expect(spoken.silent).toBe(false);
  });
});

describe('a one-time code', () => {
  async function begin() {
    const result = await backend().createPayment(account, request('219'));
    if (!result.ok) throw new Error(result.refusal);
    const { providerReference, status } = result.value;
    expect(status).toBe('requires_otp');
    return (code: string) => backend().confirmOtp(account, { providerReference, code });
  }

  test('comes by SMS; a wrong one changes nothing, the right one leads to the charge', async () => {
    const confirm = await begin();
    expect((await openHandset('+237670000219', clock)).messages[0]?.text).toContain('1234');
    expect(await confirm('0000')).toMatchObject({ ok: false, refusal: 'otp_invalid' });
    expect(await confirm('1234')).toMatchObject({ ok: true, value: { status: 'pending' } });
    const row = only(await db.sandboxTransaction.findMany());
    await settle(row.id);
    expect(await read(row.id)).toMatchObject({ status: 'succeeded', charges: 1 });
    expect(await confirm('1234')).toMatchObject({ ok: false, refusal: 'otp_not_expected' });
  });

  test('that is expired ends the transaction without a charge, and says so', async () => {
    const confirm = await begin();
    expect(await confirm('9999')).toMatchObject({ ok: false, refusal: 'otp_invalid' });
    const row = only(await db.sandboxTransaction.findMany());
    await settle(row.id);
    expect(await read(row.id)).toMatchObject({ status: 'failed', charges: 0 });
    expect(sent).toHaveLength(1);
    expect(await confirm('1234')).toMatchObject({ ok: false, refusal: 'otp_not_expected' });
  });

  test('of another account is not found', async () => {
    await begin();
    const { providerReference } = only(await db.sandboxTransaction.findMany());
    const other = serverAccount(await ensureAccount(manifest, inventCredentials(manifest, 'other')));
    expect(await backend().confirmOtp(other, { providerReference, code: '1234' })).toMatchObject({
      refusal: 'not_found',
    });
    expect(await backend().findTransaction(other, { providerReference })).toBeUndefined();
  });
});

describe('steps', () => {
  test('many callers at once charge once and call back once', async () => {
    const id = await pay('789');
    clock.advance(1_000);
    await Promise.all(Array.from({ length: 6 }, () => runSandboxStep(id, { clock, send })));
    expect(await read(id)).toMatchObject({ charges: 1, status: 'succeeded', nextStepAt: null });
    expect(sent).toHaveLength(1);
  });

  test('a second worker waits for the first one’s lock, and then finds nothing to do', async () => {
    const id = await pay('789');
    clock.advance(1_000);
    const first = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await first.connect();
    await first.query('BEGIN');
    await first.query('SELECT 1 FROM sandbox_transactions WHERE id = $1 FOR UPDATE', [id]);
    const second = runSandboxStep(id, { clock, send });
    await expect.poll(() => waitingForLock()).toBe(1);
    await first.query(
      `UPDATE sandbox_transactions SET status = 'succeeded', charges = 1, step = 2, next_step_at = NULL WHERE id = $1`,
      [id],
    );
    await first.query('COMMIT');
    await second;
    await first.end();
    expect(await read(id)).toMatchObject({ charges: 1, step: 2, nextStepAt: null });
    expect(sent).toEqual([]);
  });

  test('nothing happens before its time', async () => {
    const id = await pay('789');
    clock.advance(999);
    await runSandboxStep(id, { clock, send });
    expect(await read(id)).toMatchObject({ charges: 0, status: 'pending' });
  });

  test('a callback that nobody answers is written down and not repeated', async () => {
    const id = await pay('789');
    const deaf = async (): Promise<HttpResult> => ({ kind: 'not_sent', reason: 'ECONNREFUSED' });
    clock.advance(5_000);
    await runSandboxStep(id, { clock, send: deaf });
    await runSandboxStep(id, { clock, send });
    expect(sent).toEqual([]);
    expect((await read(id)).callbacks).toMatchObject([{ kind: 'callback', not_sent: 'ECONNREFUSED' }]);
  });

  test('an unknown transaction is nothing to do', async () => {
    await expect(
      runSandboxStep('01932c07-0000-7000-8000-000000000000', { clock, send }),
    ).resolves.toBeUndefined();
  });

  test('one reference is one transaction, also when two requests arrive together', async () => {
    const results = await Promise.all([1, 2, 3].map(() => backend().createPayment(account, request('789'))));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(await db.sandboxTransaction.count()).toBe(1);
  });
});

describe('the handset', () => {
  const phone = '+237670000123';

  test('shows a prompt, which an open page keeps from answering itself', async () => {
    const id = await pay('123');
    expect((await openHandset(phone, clock)).prompts).toMatchObject([
      { transactionId: id, description: 'Chemise en lin' },
    ]);
    clock.advance(9_000);
    await openHandset(phone, clock);
    clock.advance(11_000 - 1_500);
    await runSandboxStep(id, { clock, send });
    // 20.5 s after the request: due, and the page was seen less than 10 s ago.
    expect(await read(id)).toMatchObject({ status: 'pending', charges: 0 });
    clock.advance(10_000);
    await settle(id);
    expect(await read(id)).toMatchObject({ status: 'succeeded', charges: 1 });
  });

  test('approves once, however often it is tapped, and never against the operator itself', async () => {
    const id = await pay('123');
    clock.advance(60_000);
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => answerPrompt({ transactionId: id, phone, answer: 'approve' }, clock)),
      runSandboxStep(id, { clock, send }),
    ]);
    await settle(id);
    expect(answers.filter((answer) => answer === 'done').length).toBeLessThanOrEqual(1);
    expect(await read(id)).toMatchObject({ charges: 1, status: 'succeeded' });
    expect(sent).toHaveLength(1);
  });

  test('declines: nothing is debited and the shop hears it', async () => {
    const id = await pay('123');
    expect(await answerPrompt({ transactionId: id, phone, answer: 'decline' }, clock)).toBe('done');
    await settle(id);
    expect(await read(id)).toMatchObject({ status: 'failed', failure: 'payer_declined', charges: 0 });
    expect(await receive(only(sent))).toMatchObject({ observation: { failureCode: 'payer_declined' } });
    expect((await openHandset(phone, clock)).prompts).toEqual([]);
  });

  test('answers only what was sent to it, and no story that answers itself', async () => {
    const id = await pay('123');
    expect(await answerPrompt({ transactionId: id, phone: '+237670000124', answer: 'approve' }, clock)).toBe(
      'gone',
    );
    const told = await pay('129');
    expect(
      await answerPrompt({ transactionId: told, phone: '+237670000129', answer: 'approve' }, clock),
    ).toBe('gone');
  });

  test('outside the demo nobody but a person answers', async () => {
    process.env.CROSS_PUBLIC_URL = 'https://pay.example.com';
    resetEnv();
    expect((await read(await pay('123'))).nextStepAt).toBeNull();
  });
});

describe('the page', () => {
  async function open(options: { phone?: string } = {}) {
    const { phone: _phone, ...page } = request('000');
    const result = await backend().createPage(account, {
      ...page,
      ...options,
      passthrough: { reference: 'REF000' },
    });
    if (!result.ok) throw new Error(result.refusal);
    return result.value.transaction.providerReference;
  }
  const decide = (providerReference: string, action: 'approve' | 'decline' | 'back', number = '') =>
    decidePage({ providerReference, action, number, operator: 'cm-card' }, { clock, send });

  test.each([
    ['approve', '', 'result=success', 'succeeded', 1],
    ['approve', '4111 1111 1111 1789', 'result=success', 'succeeded', 1],
    ['approve', '4111 1111 1111 1049', 'result=failure', 'failed', 0],
    ['approve', '4111 1111 1111 1109', 'result=failure', 'failed', 0],
    ['decline', '', 'result=failure', 'failed', 0],
    ['back', '', 'result=cancel', 'canceled', 0],
  ] as const)('%s with number "%s" leads to %s', async (action, number, way, status, charges) => {
    const reference = await open();
    const url = await decide(reference, action, number);
    expect(url).toBe(`https://shop.test/back?${way}&reference=REF000`);
    const row = only(await db.sandboxTransaction.findMany());
    expect(row).toMatchObject({ status, charges });
    expect(sent).toHaveLength(1);
  });

  test.each(['129', '149', '710', '199'])('%s: the payer stays, nothing has ended', async (ending) => {
    const reference = await open();
    expect(await decide(reference, 'approve', `4111 1111 1111 1${ending}`)).toBeUndefined();
    expect(await findSandboxPage(reference)).toMatchObject({ status: 'pending', open: false });
  });

  test('two clicks, or two tabs, are one payment', async () => {
    const reference = await open();
    const urls = await Promise.all([decide(reference, 'approve'), decide(reference, 'approve')]);
    await decide(reference, 'back');
    expect(urls).toContain('https://shop.test/back?result=success&reference=REF000');
    expect(only(await db.sandboxTransaction.findMany())).toMatchObject({ charges: 1, status: 'succeeded' });
    expect(sent).toHaveLength(1);
  });

  test('a prompt is no page', async () => {
    const id = await pay('123');
    const { providerReference } = await read(id);
    expect(await findSandboxPage(providerReference)).toBeUndefined();
    expect(await decide(providerReference, 'approve')).toBeUndefined();
    expect((await read(id)).charges).toBe(0);
  });
});

describe('accounts', () => {
  test('a payout is limited by what the account holds', async () => {
    const asked = { money: money(1_000_000n, 'XAF'), operator: 'cm-mtn' as const, description: 'Retrait' };
    const refused = await backend().createPayOut(account, {
      ...asked,
      reference: 'OUT1',
      phone: '+237670000789',
    });
    expect(refused).toMatchObject({ ok: false, refusal: 'float_insufficient' });
  });

  test('the balance follows what came in and what went out', async () => {
    await settle(await pay('789'));
    const out = { money: money(1_000n, 'XAF'), operator: 'cm-mtn' as const, description: 'Retrait' };
    await backend().createPayOut(account, { ...out, reference: 'OUT1', phone: '+237670000789' });
    await backend().createPayOut(account, { ...out, reference: 'OUT2', phone: '+237670000089' });
    for (const { id } of await db.sandboxTransaction.findMany({ where: { kind: 'payout' } }))
      await settle(id);
    expect(await backend().balances(account)).toEqual([
      { wallet: 'main', money: money(1_000_000n + 1_470n - 1_020n, 'XAF') },
    ]);
  });

  test('a tester sets a demo account by its private credential, and nothing else of it is shown', async () => {
    const credentials = inventCredentials(manifest, 'sandbox');
    await ensureAccount(manifest, credentials);
    const row = await findByPrivateCredential(manifest, credentials.private_key ?? '');
    if (row === undefined) throw new Error('not found');
    const changes = ACCOUNT_CHANGES.parse({
      callback_url: 'http://127.0.0.1:9/cb',
      address_check_lifted: true,
    });
    const changed = await changeAccount(row, changes);
    expect(changed && accountView(changed)).toMatchObject({
      callback_url: 'http://127.0.0.1:9/cb',
      address_check_lifted: true,
    });
    expect(JSON.stringify(changed && accountView(changed))).not.toContain(credentials.private_key);
    await ensureAccount(manifest, credentials);
    expect(await findByPrivateCredential(manifest, credentials.private_key ?? '')).toMatchObject({
      callbackUrl: 'http://127.0.0.1:9/cb',
    });
  });

  test('the public key does not open an account, and a connection’s account is nobody’s to redirect', async () => {
    const { public_key = '', private_key = '' } = account.credentials;
    expect(await findByPrivateCredential(manifest, public_key)).toBeUndefined();
    const own = await findByPrivateCredential(manifest, private_key);
    if (own === undefined) throw new Error('not found');
    expect(await changeAccount(own, { callback_url: 'http://127.0.0.1:9/cb' })).toBeUndefined();
  });

  test('callbacks reach private addresses in the demo only, our own routes always', () => {
    expect(callbackGuard('http://127.0.0.1:3000/callbacks/my-coolpay/token')).toBe('loopback');
    expect(callbackGuard('http://127.0.0.1:9000/shop')).toBe('public-or-loopback');
    process.env.CROSS_PUBLIC_URL = 'https://pay.example.com';
    resetEnv();
    expect(callbackGuard('http://127.0.0.1:9000/shop')).toBe('public');
  });
});

describe('a provider with numbers for references, a balance per operator and links for pages', () => {
  const paygate = PROVIDERS.paygateglobal;
  let shop: ServerAccount;

  beforeEach(async () => {
    const credentials = inventCredentials(paygate.manifest, 'sandbox');
    shop = serverAccount(await ensureAccount(paygate.manifest, credentials));
  });

  const asked = (reference: string, operator: 'tg-flooz' | 'tg-tmoney' = 'tg-flooz') => ({
    reference,
    operator,
    money: money(1_500n, 'XOF'),
    phone: operator === 'tg-flooz' ? '+22896000789' : '+22890000789',
    description: 'Pagne',
  });

  test('credentials take the form that the protocol prescribes', () => {
    expect(inventCredentials(paygate.manifest, 'demo').auth_token).toMatch(/^[0-9a-f-]{36}$/);
    expect(inventCredentials(manifest, 'demo').private_key).toMatch(/^demo-[0-9a-f]{32}$/);
  });

  test('references are integers below 2^31, no two alike, also when asked for at once', async () => {
    const results = await Promise.all(
      ['A', 'B', 'C', 'D'].map((reference) => backend().createPayment(shop, asked(reference))),
    );
    const numbers = results.map((result) =>
      result.ok ? Number(result.value.providerReference) : Number.NaN,
    );
    expect(new Set(numbers).size).toBe(4);
    for (const number of numbers) {
      expect(Number.isSafeInteger(number)).toBe(true);
      expect(number).toBeGreaterThan(100_000_000);
      expect(number).toBeLessThan(2 ** 31);
    }
  });

  test('each operator has its own balance, and a payout cannot draw on the other', async () => {
    await backend().createPayment(shop, asked('IN', 'tg-tmoney'));
    await settle(only(await db.sandboxTransaction.findMany()).id);
    expect(await backend().balances(shop)).toEqual([
      { wallet: 'FLOOZ', money: money(1_000_000n, 'XOF') },
      { wallet: 'TMONEY', money: money(1_001_470n, 'XOF') },
    ]);
    const out = (operator: 'tg-flooz' | 'tg-tmoney') =>
      backend().createPayOut(shop, { ...asked(`OUT-${operator}`, operator), money: money(981_000n, 'XOF') });
    expect(await out('tg-flooz')).toMatchObject({ ok: false, refusal: 'float_insufficient' });
    expect(await out('tg-tmoney')).toMatchObject({ ok: true });
  });

  test('a number that the link brought is filled in, and the payer still decides', async () => {
    const result = await backend().createPage(shop, asked('PAGE'));
    if (!result.ok) throw new Error(result.refusal);
    const { url, transaction } = result.value;
    expect(transaction.pageUrl).toBe(url);
    expect((await backend().findTransaction(shop, { reference: 'PAGE' }))?.pageUrl).toBe(url);
    const page = await findSandboxPage(transaction.providerReference);
    expect(page).toMatchObject({ open: true, phone: '+22896000789' });
    await decidePage(
      {
        providerReference: transaction.providerReference,
        action: 'approve',
        number: '96000789',
        operator: 'tg-flooz',
      },
      { clock, send },
    );
    expect(only(await db.sandboxTransaction.findMany())).toMatchObject({ status: 'succeeded', charges: 1 });
  });

  test('a prompt has no page', async () => {
    const result = await backend().createPayment(shop, asked('PROMPT'));
    expect(result.ok && result.value.pageUrl).toBeUndefined();
  });
});

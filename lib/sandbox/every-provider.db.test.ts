/**
 * Every story of a prompt on every provider that has one, through the production code on both sides and back: payment,
 * provider's client, its server end, simulated operator, callback, query. In one process, with a clock that jumps.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env, resetEnv } from '#lib/env.ts';
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { createPayment } from '#lib/payments/create.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { findCallbackConnection, processCallback, receiveCallback } from '#lib/payments/receive-callback.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { parseE164 } from '#lib/phone.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Provider } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { sandboxBackend } from './backend.ts';
import { inSandboxCall } from './call.ts';
import { runSandboxStep } from './step.ts';
import { endFor, isEnding, STORIES } from './stories.ts';

const PHONE_STARTS = { TG: '+22890000', CI: '+2250700000', CM: '+237670000', CD: '+243810000' } as const;
/** The wires that state what the provider keeps; on the others no fee is posted. */
const TELLS_FEE: readonly string[] = ['my-coolpay'];
const LOOPBACK = '127.0.0.1';
/** Past every late approval, before anything becomes unresolved. */
const LIFE_MS = 60 * 60_000;

const TOLD = Object.values(PROVIDERS).flatMap((provider: Provider) => {
  const { manifest } = provider;
  const operator = manifest.operators.find(({ flow }) => flow === 'push')?.operator;
  if (operator === undefined) return [];
  // A code has to be typed (219), which is tested with the provider that asks for one.
  const endings = Object.keys(STORIES).filter(
    (ending) => isEnding(ending) && !(ending === '219' && manifest.can.otp),
  );
  return endings.filter(isEnding).flatMap((ending) => {
    const end = endFor(manifest, { ending, flow: 'push', tellsFee: TELLS_FEE.includes(manifest.id) });
    return end === undefined ? [] : [{ id: manifest.id, ending, end, provider, operator }];
  });
});

let clock: ManualClock;

beforeEach(async () => {
  await truncateAll();
  resetEnv();
  clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
  await seedPlatform();
});

/** The network: what goes to /sandbox reaches the simulated provider, what goes to /callbacks reaches us. */
const send: HttpSend = async (request) => {
  const [, kind = '', provider = '', ...rest] = request.url.slice(env().internalUrl.length).split('/');
  return kind === 'callbacks'
    ? toUs(provider, rest.join('/'), request)
    : toProvider(provider, `/${rest.join('/')}`, request);
};
const deps = () => ({ clock, send });

async function toProvider(
  id: string,
  path: string,
  { method, headers = {}, body }: OutgoingRequest,
): Promise<HttpResult> {
  const provider = Object.values(PROVIDERS).find(({ manifest }) => manifest.id === id);
  if (provider === undefined) throw new Error(id);
  const server = provider.server(sandboxBackend(deps()), () => ({ peer: LOOPBACK, origin: env().publicUrl }));
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const { result, silent } = await inSandboxCall(() => server.request(`http://sandbox${path}`, init));
  if (silent) return { kind: 'silence', reason: 'time-out' };
  const text = await result.text();
  return { kind: 'reply', status: result.status, headers: Object.fromEntries(result.headers), text };
}

async function toUs(
  id: string,
  token: string,
  { method, headers = {}, body = '' }: OutgoingRequest,
): Promise<HttpResult> {
  const connection = await findCallbackConnection(id, token);
  if (connection === undefined) return { kind: 'reply', status: 404, headers: {}, text: '' };
  const request = { method, query: '', headers, body, peer: LOOPBACK };
  const answer = await receiveCallback(connection, request, deps());
  return { kind: 'reply', status: answer.status, headers: {}, text: answer.body };
}

async function aScope() {
  const [merchantId, appId] = [newId('mer'), newId('app')];
  await db.merchant.create({
    data: { id: merchantId, name: 'Shop', country: 'TG', timezone: 'Africa/Lome' },
  });
  await db.app.create({
    data: {
      id: appId,
      merchantId,
      name: 'Shop',
      country: 'TG',
      currency: 'XOF',
      siteUrl: 'https://shop.test',
      publicKey: newPublicKey('test'),
      signingSecretSealed: seal(newSigningSecret(), sealPurpose.appSigningSecret(appId)),
    },
  });
  return { merchantId, appId, mode: 'test' as const };
}

/** The worker, until nothing is due within the time. */
async function live(): Promise<void> {
  const end = clock.now().getTime() + LIFE_MS;
  for (let step = 0; step < 500; step++) {
    const [callback, row, attempt] = await Promise.all([
      db.callback.findFirst({ where: { nextTryAt: { not: null } }, orderBy: { nextTryAt: 'asc' } }),
      db.sandboxTransaction.findFirst({
        where: { nextStepAt: { not: null } },
        orderBy: { nextStepAt: 'asc' },
      }),
      db.attempt.findFirst({ where: { nextQueryAt: { not: null } }, orderBy: { nextQueryAt: 'asc' } }),
    ]);
    const due = [
      { at: callback?.nextTryAt, run: () => processCallback(callback?.id ?? '', deps()) },
      { at: row?.nextStepAt, run: () => runSandboxStep(row?.id ?? '', deps()) },
      { at: attempt?.nextQueryAt, run: () => queryAttempt(attempt?.id ?? '', deps()) },
    ].flatMap(({ at, run }) => (at == null || at.getTime() > end ? [] : [{ at, run }]));
    const [next] = due.sort((a, b) => a.at.getTime() - b.at.getTime());
    if (next === undefined) return;
    if (next.at > clock.now()) clock.set(next.at);
    await next.run();
  }
  throw new Error('It never comes to rest.');
}

async function stateOf(paymentId: string) {
  const payment = await db.payment.findUniqueOrThrow({ where: { id: paymentId } });
  const postings = await db.posting.findMany({ where: { resourceId: paymentId } });
  const events = await db.event.findMany();
  const rows = await db.sandboxTransaction.findMany();
  return {
    status: payment.status,
    failureCode: payment.failureCode ?? undefined,
    flags: [payment.surplus && 'surplus', payment.suspense && 'suspense'].filter(Boolean),
    charges: rows.reduce((sum, row) => sum + row.charges, 0),
    postings: postings
      .map(({ key, event }) => (key.endsWith(':provider_fee') ? 'provider_fee' : event))
      .sort(),
    events: events.map(({ type }) => type).sort(),
  };
}

describe('a story comes to the end that the table promises', () => {
  // The gateway itself refuses 259 before a provider is asked (lib/payments/prompts.db.test.ts).
  const asked = TOLD.filter(({ ending }) => ending !== '259');
  test.each(asked)('$id, $ending', async ({ ending, end, provider, operator }) => {
    const { country, currencies } = provider.manifest;
    // Several providers may serve this operator.
    const others = { provider: { not: provider.manifest.id } };
    await db.connection.updateMany({ where: others, data: { pausedAt: clock.now() } });
    const phone = parseE164(`${PHONE_STARTS[country]}${ending}`);
    const request = {
      money: money(1_500n, currencies[0] ?? 'XOF'),
      reference: 'order-1',
      country,
      hosted: false,
    };
    const { record } = await createPayment(await aScope(), request, { deps: deps() });
    await submitPayment({ paymentId: record.payment.id, operator, phone }, deps());
    await live();
    const state = await stateOf(record.payment.id);
    const certain = (types: readonly string[]) =>
      types.filter((type) => !(end.pendingOptional && type === 'payment.pending')).sort();
    expect({ ...state, events: certain(state.events) }).toEqual({
      status: end.status,
      failureCode: end.failureCode,
      flags: end.flags.filter((flag) => flag === 'surplus' || flag === 'suspense'),
      charges: end.charges,
      postings: [...end.postings].sort(),
      events: certain(end.webhooks),
    });
  });
});

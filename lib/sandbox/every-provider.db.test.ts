/**
 * Every story on every provider that has a prompt or a page, through the production code on both sides and back: payment,
 * provider's client, its server end, simulated operator, callback, query. In one process, with a clock that jumps.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env, resetEnv } from '#lib/env.ts';
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { money } from '#lib/money.ts';
import { comeBack } from '#lib/payments/come-back.ts';
import { createPayment } from '#lib/payments/create.ts';
import { goToProvider } from '#lib/payments/go.ts';
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
import { CODE_RIGHT } from './otp.ts';
import { decidePage, findSandboxPage } from './page.ts';
import { runSandboxStep } from './step.ts';
import { endFor, isEnding, STORIES } from './stories.ts';

const PHONE_STARTS = { TG: '+22890000', CI: '+2250700000', CM: '+237670000', CD: '+243810000' } as const;
/** The wires that state what the provider keeps; on the others no fee is posted. */
const TELLS_FEE: readonly string[] = ['my-coolpay'];
const LOOPBACK = '127.0.0.1';
/** Past every late approval, before anything becomes unresolved. */
const LIFE_MS = 60 * 60_000;

const TOLD = (['push', 'page'] as const).flatMap((flow) =>
  Object.values(PROVIDERS).flatMap((provider: Provider) => {
    const { manifest } = provider;
    const flows = flow === 'push' ? ['push'] : ['redirect', 'form'];
    const operator = manifest.operators.find((served) => flows.includes(served.flow))?.operator;
    if (operator === undefined) return [];
    // A code has to be typed (219), which is tested with the provider that asks for one.
    const endings = Object.keys(STORIES).filter(
      (ending) => isEnding(ending) && !(ending === '219' && flow === 'push' && manifest.can.otp),
    );
    return endings.filter(isEnding).flatMap((ending) => {
      const end = endFor(manifest, { ending, flow, tellsFee: TELLS_FEE.includes(manifest.id) });
      return end === undefined ? [] : [{ id: manifest.id, flow, ending, end, provider, operator }];
    });
  }),
);

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
  const [path = '', query = ''] = token.split('?');
  const connection = await findCallbackConnection(id, path);
  if (connection === undefined) return { kind: 'reply', status: 404, headers: {}, text: '' };
  const request = { method, query, headers, body, peer: LOOPBACK };
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

/** What the payer does in front of a page: goes there, confirms once with this number, follows the way back. */
async function payOnPage(paymentId: string, ending: string, { manifest }: Provider): Promise<void> {
  const departure = await goToProvider({ paymentId }, deps());
  if (departure.kind === 'back') return;
  const page =
    departure.kind === 'redirect' ? departure.url : await postForm(departure, `/sandbox/${manifest.id}`);
  const providerReference = page.split('/').at(-1) ?? '';
  const number = `${PHONE_STARTS[manifest.country]}${ending}`;
  const operator = '';
  const answer = { providerReference, action: 'approve' as const, number, operator };
  if (manifest.page !== undefined)
    await decidePage({ ...answer, step: 'number_and_pin', pin: '4321' }, deps());
  const back = await decidePage({ ...answer, step: 'code', code: CODE_RIGHT }, deps());
  const url = back ?? (await findSandboxPage(providerReference, clock))?.returnUrl;
  if (url === undefined) return;
  const { searchParams } = new URL(url);
  const result = (['success', 'cancel', 'failure'] as const).find(
    (way) => way === searchParams.get('result'),
  );
  await comeBack({ reference: searchParams.get('reference') ?? '', result: result ?? 'success' }, deps());
}

/** What the payer's browser does with a form; returns where it is sent. */
async function postForm({ url, fields }: { url: string; fields: Record<string, string> }, mount: string) {
  expect(url).toMatch(new RegExp(`^${env().publicUrl}${mount}/`));
  const body = new URLSearchParams(fields).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const path = url.slice(env().publicUrl.length + mount.length);
  const guard = 'loopback' as const;
  const answer = await toProvider(mount.split('/').at(-1) ?? '', path, {
    method: 'POST',
    url,
    headers,
    body,
    guard,
    timeoutMs: 1,
  });
  return answer.kind === 'reply' ? (answer.headers.location ?? '') : '';
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

/** Several providers serve an operator: the others pause. */
async function onlyConnectionOf({ manifest }: Provider): Promise<void> {
  await db.connection.updateMany({
    where: { provider: { not: manifest.id } },
    data: { pausedAt: clock.now() },
  });
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
  const asked = TOLD.filter(({ ending, flow }) => ending !== '259' || flow === 'page');
  test.each(asked)('$id, $flow, $ending', async ({ flow, ending, end, provider, operator }) => {
    const { country, currencies } = provider.manifest;
    const phone = parseE164(`${PHONE_STARTS[country]}${ending}`);
    const request = {
      money: money(1_500n, currencies[0] ?? 'XOF'),
      reference: 'order-1',
      country,
      hosted: flow === 'page',
      attemptsMax: 1,
    };
    await onlyConnectionOf(provider);
    const { record } = await createPayment(await aScope(), request, { deps: deps() });
    const paymentId = record.payment.id;
    await submitPayment({ paymentId, operator, ...(flow === 'push' ? { phone } : {}) }, deps());
    if (flow === 'page') await payOnPage(paymentId, ending, provider);
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

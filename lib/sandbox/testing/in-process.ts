/**
 * The gateway and its simulated providers in one process, for tests: real messages, no sockets, and a clock that jumps
 * from one due row to the next. The database holds what `seedPlatform` makes.
 */
import type { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { newId, newPublicKey } from '#lib/ids.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { findCallbackConnection, processCallback, receiveCallback } from '#lib/payments/receive-callback.ts';
import type { Deps } from '#lib/payments/types.ts';
import { providerById } from '#lib/providers/index.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal } from '#lib/secrets.ts';
import { sandboxBackend } from '../backend.ts';
import { inSandboxCall } from '../call.ts';
import { runSandboxStep } from '../step.ts';

const LOOPBACK = '127.0.0.1';
/** More steps than any story has; a test that needs more never comes to rest. */
const STEPS_MAX = 500;

/** What goes to /sandbox reaches the simulated provider, what goes to /callbacks reaches us. */
export function inProcess(clock: ManualClock): Deps {
  const send: HttpSend = async (request) => {
    const [, kind = '', provider = '', ...rest] = request.url.slice(env().internalUrl.length).split('/');
    return kind === 'callbacks'
      ? toUs(provider, rest.join('/'), { request, deps })
      : toProvider(provider, `/${rest.join('/')}`, { request, deps });
  };
  const deps: Deps = { clock, send };
  return deps;
}

interface Sent {
  request: OutgoingRequest;
  deps: Deps;
}

async function toProvider(id: string, path: string, { request, deps }: Sent): Promise<HttpResult> {
  const { method, headers = {}, body } = request;
  const facts = () => ({ peer: LOOPBACK, origin: env().publicUrl });
  const server = providerById(id).server(sandboxBackend(deps), facts);
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const { result, silent } = await inSandboxCall(() => server.request(`http://sandbox${path}`, init));
  if (silent) return { kind: 'silence', reason: 'time-out' };
  const text = await result.text();
  return { kind: 'reply', status: result.status, headers: Object.fromEntries(result.headers), text };
}

async function toUs(id: string, token: string, { request, deps }: Sent): Promise<HttpResult> {
  const { method, headers = {}, body = '' } = request;
  const connection = await findCallbackConnection(id, token);
  if (connection === undefined) return { kind: 'reply', status: 404, headers: {}, text: '' };
  const callback = { method, query: '', headers, body, peer: LOOPBACK };
  const answer = await receiveCallback(connection, callback, deps);
  return { kind: 'reply', status: answer.status, headers: {}, text: answer.body };
}

/** The worker, until nothing is due within the time: callbacks, simulated operators, queries, in the order of the clock. */
export async function liveFor(lifeMs: number, deps: Deps & { clock: ManualClock }): Promise<void> {
  const { clock } = deps;
  const end = clock.now().getTime() + lifeMs;
  for (let step = 0; step < STEPS_MAX; step++) {
    const [callback, row, attempt] = await Promise.all([
      db.callback.findFirst({ where: { nextTryAt: { not: null } }, orderBy: { nextTryAt: 'asc' } }),
      db.sandboxTransaction.findFirst({
        where: { nextStepAt: { not: null } },
        orderBy: { nextStepAt: 'asc' },
      }),
      db.attempt.findFirst({ where: { nextQueryAt: { not: null } }, orderBy: { nextQueryAt: 'asc' } }),
    ]);
    const due = [
      { at: callback?.nextTryAt, run: () => processCallback(callback?.id ?? '', deps) },
      { at: row?.nextStepAt, run: () => runSandboxStep(row?.id ?? '', deps) },
      { at: attempt?.nextQueryAt, run: () => queryAttempt(attempt?.id ?? '', deps) },
    ].flatMap(({ at, run }) => (at == null || at.getTime() > end ? [] : [{ at, run }]));
    const [next] = due.sort((a, b) => a.at.getTime() - b.at.getTime());
    if (next === undefined) return;
    if (next.at > clock.now()) clock.set(next.at);
    await next.run();
  }
  throw new Error('It never comes to rest.');
}

/** A merchant with one app, in test mode. */
export async function aScope() {
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

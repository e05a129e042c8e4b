/** We are the toy. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import { formatDecimal } from '#lib/money.ts';
import { safeEqual } from '#lib/secrets.ts';
import { readFields } from '../../codecs.ts';
import type {
  Backend,
  OutgoingCallback,
  ServerAccount,
  ServerRequestFacts,
  ServerTransaction,
  ShopReply,
} from '../../provider.ts';
import { FAILURE_STATES, STATES } from './codes.ts';
import * as wire from './wire.ts';

export function server(backend: Backend, factsOf: (request: Request) => ServerRequestFacts): Hono {
  const app = new Hono({ strict: false });
  const accountOf = async (c: Context): Promise<ServerAccount | undefined> => {
    const account = await backend.findAccount('toy', c.req.param('shop') ?? '', factsOf(c.req.raw));
    const told = c.req.header('authorization') ?? '';
    return account && safeEqual(told, `Bearer ${account.credentials.secret}`) ? account : undefined;
  };

  app.post('/v1/:shop/charges', async (c) => {
    const fields = await readFields(c.req.raw);
    const account = await accountOf(c);
    if (account === undefined) return problem(401, 'secret');
    const { data, error } = wire.chargeRequest.safeParse(fields);
    if (error) return problem(422, String(error.issues[0]?.path[0] ?? 'body'));
    const result = await backend.createPayment(account, {
      reference: data.ref,
      money: data.amount,
      operator: 'ci-moov',
      phone: data.phone,
      description: data.label,
    });
    if (result.ok) return Response.json(stateOf(result.value));
    return problem(result.refusal === 'duplicate_reference' ? 409 : 422, result.refusal);
  });

  app.get('/v1/:shop/charges/:ref', async (c) => {
    await readFields(c.req.raw);
    const account = await accountOf(c);
    if (account === undefined) return problem(401, 'secret');
    const found = await backend.findTransaction(account, { reference: c.req.param('ref') });
    return found === undefined ? problem(404, 'unknown') : Response.json(stateOf(found));
  });

  app.notFound(() => problem(404, 'route'));
  app.onError((error) => {
    log.error({ err: error, provider: 'toy' }, 'a server end broke down');
    return problem(500, 'crash');
  });
  return app;
}

export function callbackFor(
  { callbackUrl: url }: ServerAccount,
  transaction: ServerTransaction,
): OutgoingCallback | undefined {
  if (STATES[transaction.status] === 'waiting' || url === undefined) return undefined;
  const body = JSON.stringify(stateOf(transaction));
  return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body };
}

export function readShopReply(status: number): ShopReply {
  return status === 200 ? 'delivered' : 'retry';
}

function stateOf(transaction: ServerTransaction): unknown {
  const { status, failureCode } = transaction;
  const failure = failureCode === undefined ? undefined : FAILURE_STATES[failureCode];
  return z.encode(wire.chargeState, {
    ref: transaction.reference,
    id: transaction.providerReference,
    state: (status === 'failed' && failure) || STATES[status],
    amount: formatDecimal(transaction.money),
    receipt: transaction.operatorReference ?? '',
  });
}

function problem(status: number, error: string): Response {
  return Response.json(z.encode(wire.errorReply, { error }), { status });
}

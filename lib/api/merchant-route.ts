/**
 * The manners of the merchant API, once, around every route: who asks, how often, in which shape, under which
 * idempotency key, and how a refusal looks. It knows nothing of payments: a route file names its operation and says
 * what to do with a request that was found good.
 *
 *     export const { GET, POST, … } = resourceRoutes({ POST: merchantRoute(createPaymentOperation, (call) => …) });
 *
 * In order: Request-Id · key · rate limit · scope · live approval · path, query · body (type, size, UTF-8, JSON,
 * schema) · idempotency · the route · answer, or problem+json.
 */
import { systemClock } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { type IdPrefix, isId } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { assertGranted, authenticate, type Caller, type SeenKey } from './authenticate.ts';
import {
  beginKey,
  type Claim,
  finishKey,
  forgetKey,
  type KeptAnswer,
  type KeyState,
  keyInUse,
  lookUpKey,
  readClaim,
  unlockKey,
} from './idempotency.ts';
import type { Operation } from './operation.ts';
import { problemOf, problemResponse, requestIdOf } from './problem.ts';
import { countRequest } from './rate-limit.ts';
import { readJson } from './read-body.ts';
import { beginRequestLog } from './request-log.ts';
import { check } from './validation.ts';

/** A request that passed every check. */
export interface Call<Body, Query> {
  caller: Caller;
  body: Body;
  query: Query;
  /** The `{id}` of the path: well-formed, perhaps of nothing that exists. */
  id: string;
  now: Date;
  /** The idempotency key, for the use case that inserts it with what it creates. */
  claim?: Claim;
  /** Set when an earlier request with this key began and never finished: carry on, do not start afresh. */
  resumed?: { resourceId: string | undefined; begunAt: Date };
}

/** What a route answers; `status` defaults to the operation's. */
export interface Answer {
  status?: number;
  body: unknown;
}

/** A route answers this when its use case found the idempotency key taken by a request that was faster. */
export const KEY_TAKEN = Symbol('idempotency key taken');

type Run<Body, Query> = (call: Call<Body, Query>) => Promise<Answer | typeof KEY_TAKEN>;
type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
export type Handler = (request: Request, context: RouteContext) => Promise<Response>;
/** A handler that remembers what it serves, so that a test can hold routes and description against each other. */
export type MerchantHandler = Handler & { operation: Operation };

/** Wraps one operation of the merchant API. */
export function merchantRoute<Body, Query>(
  operation: Operation<Body, Query>,
  run: Run<Body, Query>,
): MerchantHandler {
  const handler: Handler = async (request, context) => {
    const requestId = requestIdOf(request);
    const headers: Record<string, string> = {};
    const logged = beginRequestLog(request, requestId);
    try {
      const call = await readCall(operation, request, { context, headers, seen: logged.seen });
      const answer = await answerOnce(operation, run, { call, requestId });
      logged.end({ status: answer.status });
      return jsonResponse(answer, { requestId, headers });
    } catch (error) {
      const response = problemResponse(error, { requestId, headers });
      logged.end({
        status: response.status,
        code: error instanceof AppError ? error.code : 'internal_error',
      });
      return response;
    }
  };
  return Object.assign(handler, { operation: operation as Operation });
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

/**
 * The exports of a route file: what it serves, a problem 405 for the other methods, and OPTIONS. Next answers HEAD
 * with GET.
 */
export function resourceRoutes(
  served: Partial<Record<Method, Handler>>,
): Record<Method | 'OPTIONS', Handler> {
  const methods = METHODS.filter((method) => served[method] !== undefined);
  const allow = [
    ...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
    'OPTIONS',
  ].join(', ');
  const refuse: Handler = async (request) => {
    const error = new AppError('method_not_allowed', `${request.method} is not served here. Use ${allow}.`, {
      headers: { Allow: allow },
    });
    return problemResponse(error, { requestId: requestIdOf(request) });
  };
  const options: Handler = async (request) =>
    new Response(null, { status: 204, headers: { Allow: allow, 'Request-Id': requestIdOf(request) } });
  return {
    GET: served.GET ?? refuse,
    POST: served.POST ?? refuse,
    PUT: served.PUT ?? refuse,
    PATCH: served.PATCH ?? refuse,
    DELETE: served.DELETE ?? refuse,
    OPTIONS: options,
  };
}

/** One 404 for what does not exist and for what belongs to somebody else. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what} in this app and mode.`);
}

async function readCall<Body, Query>(
  operation: Operation<Body, Query>,
  request: Request,
  { context, headers, seen }: { context: RouteContext; headers: Record<string, string>; seen: SeenKey },
): Promise<Call<Body, Query>> {
  const now = systemClock.now();
  const caller = await authenticate(request, now, { seen });
  Object.assign(headers, await countRequest(caller.keyId));
  assertGranted(caller, operation.scopes);
  if (operation.needsLiveApproval === true) assertMayRunLive(caller);
  const id = await readId(operation, context);
  const query = checked(operation.query, readQuery(request), 'query');
  const hasBody = operation.method === 'POST' || operation.method === 'PATCH';
  const json = hasBody ? await readJson(request) : undefined;
  if (json === undefined && operation.body?.safeParse(undefined).success === false) {
    throw new AppError('request_malformed', 'The body is empty. Send a JSON object.');
  }
  const body = checked(operation.body, json, 'body');
  const claim = operation.method === 'POST' ? readClaim(request, caller.scope, json) : undefined;
  return { caller, body, query, id, now, ...(claim === undefined ? {} : { claim }) };
}

/** Runs the route at most once per idempotency key. */
async function answerOnce<Body, Query>(
  operation: Operation<Body, Query>,
  run: Run<Body, Query>,
  { call, requestId }: { call: Call<Body, Query>; requestId: string },
): Promise<KeptAnswer & { replayed?: true }> {
  const { claim } = call;
  if (claim === undefined) return plainAnswer(operation, await run(call));
  const runHeld = (held: Call<Body, Query>) => runSettled(operation, run, { call: held, claim, requestId });
  const fresh = operation.insertsKey === true ? await tryAsFresh(() => runHeld(call), claim) : KEY_TAKEN;
  if (fresh !== KEY_TAKEN) return fresh;
  // Twice, because a faster request may take the key between look-up and insert: then its answer, or what it left
  // behind, is found the second time.
  for (const now of [call.now, systemClock.now()]) {
    const state = await holdKey(operation, claim, { id: call.id, now });
    if (state.kind === 'answered') return { ...state.answer, replayed: true };
    const held = state.kind === 'resumed' ? { ...call, now, resumed: state } : { ...call, now };
    const answer = await runHeld(held);
    if (answer !== KEY_TAKEN) return answer;
  }
  throw keyInUse();
}

/**
 * Most keys are new. Where the use case's own insert finds out, nobody looks first. What was refused without an effect
 * counts as taken too: a known key is answered as it was then, whatever its request would be refused for now.
 */
async function tryAsFresh(
  run: () => Promise<KeptAnswer | typeof KEY_TAKEN>,
  claim: Claim,
): Promise<KeptAnswer | typeof KEY_TAKEN> {
  try {
    return await run();
  } catch (error) {
    if (claim.owned || !(error instanceof AppError)) throw error;
    return KEY_TAKEN;
  }
}

function holdKey(
  operation: Operation,
  claim: Claim,
  { id, now }: { id: string; now: Date },
): Promise<KeyState> {
  return operation.insertsKey === true
    ? lookUpKey(claim, now)
    : beginKey(claim, id === '' ? undefined : id, now);
}

function plainAnswer(operation: Operation, outcome: Answer | typeof KEY_TAKEN): KeptAnswer {
  if (outcome === KEY_TAKEN) throw new Error(`${operation.id} found a key taken that nobody sent`);
  return { status: outcome.status ?? operation.status, body: outcome.body };
}

/** Runs the route and keeps its answer with the key. */
async function runSettled<Body, Query>(
  operation: Operation<Body, Query>,
  run: Run<Body, Query>,
  { call, claim, requestId }: { call: Call<Body, Query>; claim: Claim; requestId: string },
): Promise<KeptAnswer | typeof KEY_TAKEN> {
  const outcome = await run(call).catch(async (error: unknown) => {
    await settleRefusal(operation, error, { claim, requestId, now: call.now });
    throw error;
  });
  if (outcome === KEY_TAKEN) return KEY_TAKEN;
  const answer = plainAnswer(operation, outcome);
  crashPoint('answer-unkept');
  await quietly(finishKey(claim, answer));
  crashPoint('answer-kept');
  return answer;
}

/** Refusals that used something up are answers like any other: sending the same code again must not cost a try. */
const KEPT_REFUSALS: readonly ErrorCode[] = ['otp_invalid', 'otp_tries_exhausted'];

async function settleRefusal(
  operation: Operation,
  error: unknown,
  { claim, requestId, now }: { claim: Claim; requestId: string; now: Date },
): Promise<void> {
  if (!claim.owned) return;
  const refused = error instanceof AppError && error.status < 500;
  if (refused && KEPT_REFUSALS.includes(error.code)) {
    const { problem } = problemOf(error, requestId);
    await quietly(finishKey(claim, { status: problem.status, body: problem }));
  } else if (refused && operation.insertsKey !== true) {
    await quietly(forgetKey(claim));
  } else {
    // Something exists already, or nobody knows: the next request with this key carries on from it.
    await quietly(unlockKey(claim, now));
  }
}

/** What the request did stands, and its answer goes out, although its key could not be settled. */
async function quietly(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    log.error({ err: error }, 'could not settle an idempotency key; its lock will run out');
  }
}

function jsonResponse(
  answer: KeptAnswer & { replayed?: true },
  { requestId, headers }: { requestId: string; headers: Record<string, string> },
): Response {
  return new Response(JSON.stringify(answer.body), {
    status: answer.status,
    headers: {
      ...headers,
      ...(answer.replayed === true ? { 'Idempotent-Replayed': 'true' } : {}),
      'Content-Type': answer.status < 400 ? 'application/json' : 'application/problem+json',
      'Cache-Control': 'no-store',
      'Request-Id': requestId,
    },
  });
}

function assertMayRunLive(caller: Caller): void {
  if (caller.scope.mode === 'test' || caller.app.liveApproved) return;
  throw new AppError(
    'live_not_approved',
    'This app is not approved for live payments yet. Use a test key, or ask for approval in the portal.',
  );
}

async function readId(operation: Operation, context: RouteContext): Promise<string> {
  if (operation.idPrefix === undefined) return '';
  const { id } = await context.params;
  // An id of another kind, or none at all, gets the same answer as one that does not exist.
  if (!isId(operation.idPrefix, id)) throw notFound(NOUNS[operation.idPrefix] ?? 'resource');
  return id;
}

const NOUNS: Partial<Record<IdPrefix, string>> = {
  pay: 'payment',
  plink: 'payment link',
  evt: 'event',
  we: 'webhook endpoint',
  dlv: 'delivery',
  dis: 'discrepancy',
};

function readQuery(request: Request): Record<string, string> {
  const { searchParams } = new URL(request.url);
  const names = [...searchParams.keys()];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw invalid('query', [
      { path: repeated.slice(0, 100), message: 'Given more than once. Give it once.' },
    ]);
  }
  return Object.fromEntries(searchParams);
}

function checked<T>(schema: Operation<T, T>['body'], input: unknown, part: 'query' | 'body'): T {
  // Without a schema there is nothing to read: the type parameter is then undefined.
  if (schema === undefined) return undefined as T;
  const result = check(schema, input);
  if (!result.ok) throw invalid(part, result.errors);
  return result.value;
}

function invalid(part: 'query' | 'body', errors: readonly { path: string; message: string }[]): AppError {
  const [first] = errors;
  const sentence =
    first === undefined ? '' : ` ${first.path === '' ? '' : `${first.path}: `}${first.message}`;
  const where = part === 'body' ? 'The body' : 'The query';
  return new AppError('request_invalid', `${where} is not as it must be.${sentence}`, { errors });
}

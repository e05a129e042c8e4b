/**
 * We are the merchant: the session is asked server to server, the order form is posted by the payer's browser. There is
 * no query: what became of it comes by notification (callback.ts), or not at all.
 */
import { z } from 'zod';
import { formatDecimal, type Money } from '#lib/money.ts';
import { type Answer, credentialsRefused, notAsked, notClear, notSent, unknown } from '../ask.ts';
import { withPhoneForm } from '../phone-form.ts';
import type {
  ChargeRequest,
  ClientContext,
  ConnectionCheck,
  Observation,
  QueryRequest,
} from '../provider.ts';
import { timelineOf } from '../timeline.ts';
import { SESSION_REFUSALS } from './codes.ts';
import { credentialsOf, hiddenFor, settingsOf } from './connection.ts';
import * as wire from './wire.ts';

/**
 * Asks for a session and writes the form that leads to TMoney's page. Nothing begins before the browser posts it: a
 * session alone moves no money.
 */
export async function charge(request: ChargeRequest, context: ClientContext): Promise<Observation> {
  const { path, pageUrl } = settingsOf(context);
  // Written once before anything is asked: a form that cannot be posted needs no session.
  const draft = z.safeEncode(wire.order, orderOf(request, context, 'draft'));
  if (!draft.success || request.operator !== 'tg-tmoney') return notAsked(reasonOf(draft.error));
  const { answer, reply, shown } = await askSession(context);
  const sessionid = reply !== undefined && 'sessionid' in reply ? reply.sessionid : undefined;
  const hidden = hiddenFor(shown, request.phone);
  if (answer.kind === 'not_sent') return notSent(answer, hidden);
  const raw = timelineOf(answer, hidden);
  if (reply !== undefined && 'error' in reply && Object.hasOwn(SESSION_REFUSALS, reply.error)) {
    return { ...(SESSION_REFUSALS[reply.error] ?? { outcome: 'unknown' }), source: 'reply', raw };
  }
  if (sessionid === undefined) return unknown('reply', answer, hidden);
  const order = withPhoneForm(context, draft.data, request.phone);
  const fields = z.record(z.string(), z.string()).parse({ ...order, sessionid });
  const url = pageUrl ?? `${context.payerBaseUrl ?? context.baseUrl}${path}`;
  return { outcome: 'redirect', source: 'reply', nextAction: { type: 'form', url, fields }, raw };
}

/** TMoney Online answers no question about a payment. */
export async function query(_request: QueryRequest, _context: ClientContext): Promise<Observation> {
  return { outcome: 'unknown', source: 'query', raw: { not_asked: 'TMoney Online has no status query' } };
}

/** Asks for a session and leaves it: that our merchant id and our address are known is all that can be learnt. */
export async function checkConnection(context: ClientContext): Promise<ConnectionCheck> {
  const { answer, reply, shown } = await askSession(context);
  if (reply === undefined) return notClear(answer, hiddenFor(shown));
  return 'sessionid' in reply ? { ok: true } : credentialsRefused(answer, hiddenFor(shown));
}

// ───────────── details ─────────────

async function askSession(context: ClientContext) {
  const { path } = settingsOf(context);
  const query = wire.sessionRequest.encode({ merchantid: credentialsOf(context).merchantid });
  const result = await context.send({
    method: 'GET',
    url: `${context.baseUrl}${path}?${query}`,
    headers: { accept: 'text/plain' },
    timeoutMs: context.timeoutMs,
    guard: context.guard,
  });
  const answer: Answer =
    result.kind === 'reply' ? { kind: 'reply', status: result.status, text: result.text } : result;
  const said = result.kind === 'reply' ? wire.sessionReply.safeParse(result.text.trim()).data : undefined;
  // What stands under another status is not their word, and a session in it is no more to be shown than another.
  const reply = result.kind === 'reply' && result.status === 200 ? said : undefined;
  return { answer, reply, shown: said !== undefined && 'sessionid' in said ? said.sessionid : undefined };
}

function orderOf(
  request: ChargeRequest,
  context: ClientContext,
  sessionid: string,
): z.output<typeof wire.order> {
  const { amountMultiplier, brand } = settingsOf(context);
  return {
    sessionid,
    merchantid: credentialsOf(context).merchantid,
    amount: wireAmount(request.money, amountMultiplier),
    currency: request.money.currency,
    purchaseref: request.reference,
    phonennumber: request.phone,
    brand,
    description: shortened(request.description, 255),
    accepturl: request.returnUrls.success,
    declineurl: request.returnUrls.failure,
    cancelurl: request.returnUrls.cancel,
    text: undefined,
    language: request.locale,
  };
}

/** Other money than francs has no honest form here; '' is refused by the schema. */
function wireAmount(money: Money, multiplier: number): string {
  if (money.currency !== 'XOF') return '';
  return formatDecimal({ ...money, amount: money.amount * BigInt(multiplier) });
}

function shortened(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : [...text.slice(0, lengthMax)].slice(0, -1).join('');
}

function reasonOf(problem: z.ZodError | undefined): string {
  const issues = problem?.issues ?? [];
  return issues.length === 0
    ? 'operator: TMoney Online serves TMoney alone'
    : issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

/**
 * One question to a provider over HTTP, and what became of it. What an answer means is the folder's business; that
 * silence and unreadable answers are no refusal is the same everywhere, so it stands here.
 */
import { parseJsonObject } from './codecs.ts';
import { withPhoneForm } from './phone-form.ts';
import type { ClientContext, ConnectionCheck, Observation, Source } from './provider.ts';
import { type Hidden, timelineOf } from './timeline.ts';

export type Answer =
  /** A complete HTTP answer; `body` is absent when it is not a JSON object (HTML, empty, cut short). */
  | { kind: 'reply'; status: number; text: string; body?: Record<string, unknown> }
  /** No connection was ever opened: the provider knows nothing of this request. */
  | { kind: 'not_sent'; reason: string }
  /** Sent, without a complete answer: anything may have happened. */
  | { kind: 'silence'; reason: string };

export interface Question {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: object;
  /** The number in it (E.164), which is written in the connection's form. */
  phone?: string | undefined;
  /** Parts of the address that no log may show. */
  redactInLog?: string[];
}

/** Asks and reads the answer as JSON, whatever content type it claims. */
export async function askJson(context: ClientContext, question: Question): Promise<Answer> {
  const json =
    question.json === undefined ? undefined : withPhoneForm(context, question.json, question.phone);
  const result = await context.send({
    method: question.method,
    url: question.url,
    headers: {
      accept: 'application/json',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...question.headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    timeoutMs: context.timeoutMs,
    guard: context.guard,
    ...(question.redactInLog === undefined ? {} : { redactInLog: question.redactInLog }),
  });
  if (result.kind !== 'reply') return result;
  const body = parseJsonObject(result.text);
  return { kind: 'reply', status: result.status, text: result.text, ...(body === undefined ? {} : { body }) };
}

/** A charge or payout that was certainly never sent: the only failure that needs no word from the provider. */
export function notSent(answer: Answer, hidden: Hidden): Observation {
  return {
    outcome: 'failed',
    source: 'reply',
    failureCode: 'operator_unavailable',
    raw: timelineOf(answer, hidden),
  };
}

/** What nobody can tell from: a time-out, HTML, an empty body, an unlisted code. */
export function unknown(source: Source, answer: Answer, hidden: Hidden): Observation {
  return { outcome: 'unknown', source, raw: timelineOf(answer, hidden) };
}

/** A request that this wire cannot express, so nothing was sent: another currency, no number, an unlisted wallet. */
export function notAsked(reason: string): Observation {
  return { outcome: 'failed', source: 'reply', failureCode: 'merchant_config', raw: { not_asked: reason } };
}

/** A connection check that the provider answered with its own refusal; under 5xx nobody can tell whose words they are. */
export function credentialsRefused(answer: Answer, hidden: Hidden): ConnectionCheck {
  if (answer.kind !== 'reply' || answer.status >= 500) return notClear(answer, hidden);
  return { ok: false, problem: 'credentials_refused', raw: timelineOf(answer, hidden) };
}

/** A connection check that came to no clear answer: no way to the provider, or nothing that can be read. */
export function notClear(answer: Answer, hidden: Hidden): ConnectionCheck {
  const problem = answer.kind === 'not_sent' ? 'unreachable' : 'unclear';
  return { ok: false, problem, raw: timelineOf(answer, hidden) };
}

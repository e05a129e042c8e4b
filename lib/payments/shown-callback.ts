/** A provider's callback as people may see it: what it said, without a phone, a name, a key or a code. */
import type { Callback } from '#lib/generated/prisma/client.ts';
import { log, redactFields } from '#lib/log.ts';
import type { CallbackRequest } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';

const FIELDS_MAX = 60;
const VALUE_LENGTH_MAX = 200;
/** A number of any country, or one that a provider built into its reference: more is hidden than must be. */
const LONG_DIGITS = /\d(?: ?\d){7,}/g;
/** One-time codes and PINs of dialects, and what proves who sent it. */
const HIDDEN_NAME =
  /code$|pin|otp|pass|key|hash|sign|token|secret|auth|name|nom|mail|phone|msisdn|mobile|customer|client/i;
/** What these names hold says how it went. */
const STATUS_NAME = /status|result|response|error|operator|transaction_code/i;

/** Field names with their values, in their order; undefined when nothing can be read of it. */
export function shownCallback(
  callback: Pick<Callback, 'id' | 'sealed'>,
): [name: string, value: string][] | undefined {
  try {
    const request: CallbackRequest = JSON.parse(open(callback.sealed, sealPurpose.callback(callback.id))); // sealed by receiveCallback alone
    return fieldsOf(request);
  } catch (error) {
    log.warn({ err: error, callbackId: callback.id }, 'a stored callback could not be shown');
    return undefined;
  }
}

/** Exported for its test. */
export function fieldsOf({ query, body }: Pick<CallbackRequest, 'query' | 'body'>): [string, string][] {
  const sent: Record<string, unknown> = {
    ...Object.fromEntries(new URLSearchParams(query)),
    ...parsedBody(body),
  };
  return flat(redactFields(sent))
    .slice(0, FIELDS_MAX)
    .map(([name, value]) => [name, shown(name, value)]);
}

/** JSON or a form; a document of another kind is only named. */
function parsedBody(body: string): Record<string, unknown> {
  const text = body.trim();
  if (text === '') return {};
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { ...json } : { content: '…' };
  } catch {
    return /^[^<>{}\s]+=/.test(text) ? Object.fromEntries(new URLSearchParams(text)) : { content: '…' };
  }
}

function flat(value: Record<string, unknown>, above = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    const name = above === '' ? key : `${above}.${key}`;
    if (typeof inner === 'object' && inner !== null) return flat({ ...inner }, name);
    return [[name, inner === null || inner === undefined ? '' : String(inner)]];
  });
}

function shown(name: string, value: string): string {
  const last = name.split('.').at(-1) ?? name;
  if (HIDDEN_NAME.test(last) && !STATUS_NAME.test(last)) return '•••';
  return value.slice(0, VALUE_LENGTH_MAX).replace(LONG_DIGITS, (digits) => `••••••${digits.slice(-2)}`);
}

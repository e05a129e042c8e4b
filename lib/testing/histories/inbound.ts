import type { CallbackRequest, OutgoingCallback } from '#lib/providers/provider.ts';
import { PROVIDER_ADDRESS } from './shop.ts';

/** A callback as our HTTP server receives it, whatever way its provider writes it. */
export function inbound(
  { method, url, headers, body = '' }: OutgoingCallback,
  peer = PROVIDER_ADDRESS,
): CallbackRequest {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { method, query: new URL(url).search.slice(1), headers: lower, body, peer };
}

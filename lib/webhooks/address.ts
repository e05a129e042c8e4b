import { env } from '#lib/env.ts';
import { addressAllowed } from '#lib/http.ts';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * What is wrong with an address that webhooks should go to, as a sentence for the shop; undefined when nothing is.
 * https to a public address; in the demo's test mode also this machine, over http or https. A host name that resolves
 * to a private address is not seen here: the sending client refuses it, at every try.
 *
 * @param url an absolute http or https address
 */
export function webhookAddressProblem(url: string, mode: 'test' | 'live'): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (LOOPBACK.includes(hostname)) {
    if (mode === 'live') return 'Is an address of this machine only. Live webhooks need a public one.';
    if (env().mode === 'demo') return undefined;
    return 'Is an address of this machine only: no webhook would ever reach it. Use a public one.';
  }
  if (protocol !== 'https:') return 'Must begin with https://.';
  const address = hostname.replace(/^\[|\]$/g, '');
  const literal = address.includes(':') || /^[\d.]+$/.test(address);
  return literal && !addressAllowed(address, 'public')
    ? 'Is a private address: no webhook would ever reach it. Use a public one.'
    : undefined;
}

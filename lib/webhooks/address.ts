import { env } from '#lib/env.ts';
import { addressAllowed } from '#lib/http.ts';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

const SENTENCES = {
  addressLocalLive: 'Is an address of this machine only. Live webhooks need a public one.',
  addressLocal: 'Is an address of this machine only: no webhook would ever reach it. Use a public one.',
  addressNotHttps: 'Must begin with https://.',
  addressPrivate: 'Is a private address: no webhook would ever reach it. Use a public one.',
} as const;
/** Also keys of the portal's sentences. */
export type AddressFault = keyof typeof SENTENCES;

/** The same as a sentence for the shop's developer. */
export function webhookAddressProblem(url: string, mode: 'test' | 'live'): string | undefined {
  const fault = webhookAddressFault(url, mode);
  return fault === undefined ? undefined : SENTENCES[fault];
}

/**
 * What is wrong with an address that webhooks should go to; undefined when nothing is.
 * https to a public address; in the demo's test mode also this machine, over http or https. A host name that resolves
 * to a private address is not seen here: the sending client refuses it, at every try.
 *
 * @param url an absolute http or https address
 */
export function webhookAddressFault(url: string, mode: 'test' | 'live'): AddressFault | undefined {
  const { protocol, hostname } = new URL(url);
  if (LOOPBACK.includes(hostname)) {
    if (mode === 'live') return 'addressLocalLive';
    return env().mode === 'demo' ? undefined : 'addressLocal';
  }
  if (protocol !== 'https:') return 'addressNotHttps';
  const address = hostname.replace(/^\[|\]$/g, '');
  const literal = address.includes(':') || /^[\d.]+$/.test(address);
  return literal && !addressAllowed(address, 'public') ? 'addressPrivate' : undefined;
}

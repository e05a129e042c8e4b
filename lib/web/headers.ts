import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';

/**
 * What the rest of the program may believe of a request's headers.
 *
 * Anyone can send X-Forwarded-For, so it counts only when the peer, the address at the other end of the socket,
 * is one of our own reverse proxies. X-Cross-* headers are ours alone and dropped from everyone: a proxy passes
 * on what its client sent.
 *
 * @param peer remote address of the socket, as Node gives it
 * @param trusted addresses and CIDR networks of our reverse proxies (TRUSTED_PROXIES)
 * @returns the headers to work with, and the client's address, which is also in `x-cross-peer`
 */
export function prepareHeaders(
  peer: string | undefined,
  headers: IncomingHttpHeaders,
  trusted: readonly string[],
): { headers: IncomingHttpHeaders; client: string } {
  const socketPeer = plainAddress(peer ?? '') ?? '';
  const believed = isTrusted(socketPeer, trusted);
  const kept = Object.entries(headers).filter(([name]) => isKept(name, believed));
  const client = believed ? findClient(socketPeer, headers['x-forwarded-for'], trusted) : socketPeer;
  return {
    // What remains of X-Forwarded-For is the part that we checked: nothing behind us can read a forged address.
    headers: { ...Object.fromEntries(kept), 'x-forwarded-for': client, 'x-cross-peer': client },
    client,
  };
}

/** The host a browser asked for, in lower case: through a proxy, the one that it forwards. */
export function requestedHost(headers: IncomingHttpHeaders): string {
  const forwarded = headers['x-forwarded-host'];
  const host = (Array.isArray(forwarded) ? forwarded[0] : forwarded) ?? headers.host ?? '';
  return host.toLowerCase();
}

function isKept(name: string, believed: boolean): boolean {
  if (name.startsWith('x-cross-')) return false;
  if (name === 'forwarded' || name === 'x-real-ip' || name === 'x-client-ip') return false;
  // Next's own marks between its parts; a request from outside never carries them.
  if (name.startsWith('x-middleware-') || name.startsWith('x-invoke-')) return false;
  return believed || !name.startsWith('x-forwarded-');
}

/** The right-most address that is not one of our proxies: each proxy appends the peer that it saw. */
function findClient(
  peer: string,
  forwarded: string | string[] | undefined,
  trusted: readonly string[],
): string {
  const chain = [forwarded ?? []].flat().join(',').split(',');
  let client = peer;
  for (const entry of chain.reverse()) {
    const address = plainAddress(entry.trim());
    if (address === undefined) return client; // not an address: whoever wrote it is as far as we can see
    client = address;
    if (!isTrusted(address, trusted)) return client;
  }
  return client;
}

/** An address in one spelling: without a port or zone, and IPv4 as IPv4 (`::ffff:1.2.3.4` is 1.2.3.4). */
function plainAddress(text: string): string | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  const withoutZone = bare.replace(/%.*$/, '');
  // isValidFourPartDecimal: "127.1" and "0x7f.1" are other spellings of addresses that nobody needs to send.
  if (!ipaddr.IPv6.isValid(withoutZone) && !ipaddr.IPv4.isValidFourPartDecimal(withoutZone)) return undefined;
  return ipaddr.process(withoutZone).toString();
}

function isTrusted(address: string, trusted: readonly string[]): boolean {
  if (address === '') return false;
  const parsed = ipaddr.process(address);
  return trusted.some((entry) => {
    const [network, bits] = entry.includes('/')
      ? ipaddr.parseCIDR(entry)
      : [ipaddr.process(entry), undefined];
    if (network.kind() !== parsed.kind()) return false;
    return parsed.match(network, bits ?? (parsed.kind() === 'ipv4' ? 32 : 128));
  });
}

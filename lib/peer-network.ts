import ipaddr from 'ipaddr.js';

/** The address, or for IPv6 its /64: a subscriber has all of one. */
export function networkOf(peer: string): string {
  if (!ipaddr.isValid(peer)) return 'unknown';
  const address = ipaddr.process(peer);
  if (address.kind() === 'ipv4') return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`;
}

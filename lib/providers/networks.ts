import ipaddr from 'ipaddr.js';

/**
 * True when an address lies in one of the networks: single addresses or CIDR blocks, IPv4 or IPv6. An IPv4 address
 * that arrives mapped into IPv6 (::ffff:127.0.0.1) counts as IPv4. What cannot be parsed matches nothing.
 */
export function isInNetworks(peer: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(peer)) return false;
  const address = ipaddr.process(peer);
  return networks.some((network) => {
    const block = parseNetwork(network);
    return block !== undefined && block[0].kind() === address.kind() && address.match(block);
  });
}

/** True for what {@link isInNetworks} understands as a network: for the schemas of settings. */
export function isNetwork(network: string): boolean {
  return parseNetwork(network) !== undefined;
}

function parseNetwork(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(network)) return ipaddr.parseCIDR(network);
  if (!ipaddr.isValid(network)) return undefined;
  const address = ipaddr.process(network);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

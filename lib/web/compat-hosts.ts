/**
 * A shop moves to us by changing only the host of its provider's base URL: on a host of COMPAT_HOSTS the
 * provider's paths stand at the root.
 *
 * @param url the request line's target, `/path?query`
 * @returns the target to serve instead: `/compat/<provider>/path?query`, or the same one on any other host
 */
export function compatUrl(
  url: string,
  host: string,
  compatHosts: Readonly<Record<string, readonly string[]>>,
): string {
  const bare = host.replace(/:\d+$/, '');
  const match = Object.entries(compatHosts).find(([, hosts]) => hosts.includes(host) || hosts.includes(bare));
  if (!match) return url;
  // Parsed as a URL, so that no "/../" climbs out of the provider's folder.
  const { pathname, search } = new URL(url.replace(/^\/+/, '/'), 'http://compat');
  return `/compat/${match[0]}${pathname}${search}`;
}

/** Is this target answered by a provider's server end? */
export function isDialect(url: string): boolean {
  return /^\/(compat|sandbox)\/[^/?]+\/./.test(url);
}

import { compatUrl } from './compat-hosts.ts';

/** What programs call. Next would answer a trailing slash with a redirect, which they do not follow with a POST. */
const FOR_PROGRAMS = /^\/(api|callbacks|compat|sandbox)\//;

/**
 * The address to serve, from the one that was asked for. Next answers a doubled slash or a slash at the end with a
 * redirect and a path that it cannot decode with a bare 500; a base URL with a slash at its end is common, and each
 * route has its own way to say "not found".
 *
 * @param url the request line's target, `/path?query`
 * @param host what the client asked for, in lower case (requestedHost)
 * @param compatHosts COMPAT_HOSTS
 * @returns `/path?query`, its query as it was sent
 */
export function servedTarget(
  url: string,
  host: string,
  compatHosts: Readonly<Record<string, readonly string[]>>,
): string {
  const served = compatUrl(withPath(url, readablePath), host, compatHosts);
  return FOR_PROGRAMS.test(served) ? withPath(served, (path) => path.replace(/\/+$/, '')) : served;
}

function withPath(url: string, change: (path: string) => string): string {
  const [path = ''] = url.split('?', 1);
  return change(path) + url.slice(path.length);
}

/** Single slashes, a backslash being one as browsers have it, and segments that can be decoded. */
function readablePath(path: string): string {
  // Not a path: a target may be a whole URL, or an asterisk.
  if (!path.startsWith('/')) return path;
  return path
    .replace(/[\\/]+/g, '/')
    .split('/')
    .map((segment) => (isDecodable(segment) ? segment : segment.replaceAll('%', '%25')))
    .join('/');
}

function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment);
    return true;
  } catch {
    return false;
  }
}

import type { ServerRequestFacts } from './provider.ts';

/** Set by our own HTTP server (lib/web/server.ts), base64; a client's header of this name never gets so far. */
const GET_BODY_HEADER = 'x-cross-get-body';

/** Set by the same server: the request line's target. Next writes `request.url` with a query of its own making. */
const TARGET_HEADER = 'x-cross-target';

/** What a server end may know of a request beside its message: facts that our own HTTP server found, not the client's word. */
export function requestFacts(request: Request, origin: string): ServerRequestFacts {
  const getBody = request.headers.get(GET_BODY_HEADER);
  return {
    peer: request.headers.get('x-cross-peer') ?? '',
    origin,
    ...(getBody === null ? {} : { getBody: Buffer.from(getBody, 'base64').toString() }),
  };
}

/**
 * A request to `/<prefix>/<provider><path>` as the provider's own server end wants it: the same, with `path` at the root.
 * A body on a GET is dropped: Request refuses one.
 *
 * @param path what stands after the provider's id in the address, still encoded, without the query
 */
export function mountedRequest(request: Request, path: string): Request {
  const target = request.headers.get(TARGET_HEADER) ?? request.url;
  const query = /\?.*$/s.exec(target)?.[0] ?? '';
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : request.body;
  const init = { method: request.method, headers: request.headers, body, duplex: 'half' };
  return new Request(`http://provider${path}${query}`, init);
}

/**
 * A request to `/<prefix>/<provider><path>` as the provider's own server end wants it: the same, with `path` at the root.
 * A body on a GET is dropped: Request refuses one.
 *
 * @param path what stands after the provider's id in the address, still encoded, without the query
 */
export function mountedRequest(request: Request, path: string): Request {
  const { search } = new URL(request.url);
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : request.body;
  const init = { method: request.method, headers: request.headers, body, duplex: 'half' };
  return new Request(`http://provider${path}${search}`, init);
}

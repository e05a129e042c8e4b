/** Test mode talks to this over real HTTP: each provider's own server end over the simulated operators. */
import { serveSandbox } from '#lib/sandbox/serve.ts';

type Params = { params: Promise<{ provider: string; path: string[] }> };

async function serve(request: Request, { params }: Params): Promise<Response> {
  const { provider } = await params;
  // The path as it was sent: Next's own parameters are decoded.
  const path = new URL(request.url).pathname.slice(`/sandbox/${provider}`.length);
  return serveSandbox(request, provider, path);
}

export {
  serve as DELETE,
  serve as GET,
  serve as HEAD,
  serve as OPTIONS,
  serve as PATCH,
  serve as POST,
  serve as PUT,
};

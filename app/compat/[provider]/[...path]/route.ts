/** Shops that speak a provider's dialect: its own server end over the gateway itself. */
import { serveCompat } from '#lib/compat/serve.ts';

type Params = { params: Promise<{ provider: string; path: string[] }> };

async function serve(request: Request, { params }: Params): Promise<Response> {
  const { provider } = await params;
  // The path as it was sent: Next's own parameters are decoded.
  const path = new URL(request.url).pathname.slice(`/compat/${provider}`.length);
  return serveCompat(request, provider, path);
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

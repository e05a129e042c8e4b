/** Providers call back here. The token names the connection; what happens next stands in lib/payments/receive-callback.ts. */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { countCallback } from '#lib/metrics.ts';
import { findCallbackConnection, receiveCallback } from '#lib/payments/receive-callback.ts';
import { isProviderId } from '#lib/providers/index.ts';

type Params = { params: Promise<{ provider: string; token: string }> };

/** Larger bodies are no callback of any protocol (domain rule 9). */
const BODY_BYTES_MAX = 64 * 1024;

/** Per connection: far above what a busy shop receives, far below what would hurt the database. */
const limiter = new RateLimiterMemory({ points: 600, duration: 10 });

async function receive(request: Request, { params }: Params): Promise<Response> {
  const { provider, token } = await params;
  // A label takes no value that a stranger makes up.
  const label = isProviderId(provider) ? provider : 'other';
  const connection = await findCallbackConnection(provider, token);
  if (connection === undefined) {
    countCallback(label, 'unknown_token');
    return new Response('Not found\n', { status: 404 });
  }
  try {
    await limiter.consume(connection.id);
  } catch {
    countCallback(label, 'too_many');
    return new Response('Too many callbacks\n', { status: 503, headers: { 'Retry-After': '10' } });
  }
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > BODY_BYTES_MAX) {
    countCallback(label, 'too_large');
    return new Response('Too large\n', { status: 413 });
  }
  const answer = await receiveCallback(connection, {
    method: request.method,
    query: new URL(request.url).search.slice(1),
    headers: Object.fromEntries(request.headers),
    body: new TextDecoder().decode(bytes),
    peer: request.headers.get('x-cross-peer') ?? '',
  });
  countCallback(label, 'received');
  return new Response(answer.body, {
    status: answer.status,
    headers: { 'Content-Type': answer.contentType, 'Cache-Control': 'no-store' },
  });
}

export { receive as GET, receive as POST };

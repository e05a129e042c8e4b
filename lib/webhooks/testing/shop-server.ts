/** A shop's web server for tests: it answers what it is told to and keeps what it got. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

export type ShopServer = Awaited<ReturnType<typeof aShopServer>>;

export async function aShopServer() {
  const received: Received[] = [];
  const answer = { status: 200, body: '' };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    answer,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/**
 * What a shop reads with the public library; throws when the signature does not hold.
 */
export function verified(got: Received | undefined, secret: string): Record<string, unknown> {
  // Node gives single values for these headers; the library parses JSON of any shape, ours is an object.
  const headers = got?.headers as Record<string, string>;
  return new Webhook(secret).verify(got?.body ?? '', headers) as Record<string, unknown>;
}

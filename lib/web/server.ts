import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { newId } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { isDialect } from './compat-hosts.ts';
import { prepareHeaders, requestedHost } from './headers.ts';
import { servedTarget } from './target.ts';

export type WebSettings = {
  trustedProxies: readonly string[];
  compatHosts: Readonly<Record<string, readonly string[]>>;
};

/** Next, or whatever a test puts in its place. */
export type Handlers = {
  request: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Whether somebody else listens for upgrades too: Next's hot reload does. Otherwise they are closed. */
  upgrades?: boolean;
};

export type WebServer = {
  http: http.Server;
  /** Takes no new connection, lets running requests end, cuts what is left after `withinMs`. */
  drain: (withinMs: number) => Promise<void>;
};

/** Callbacks and API bodies are at most 64 kB, their own rules say; a member's file in the portal may be larger. */
const BODY_BYTES_MAX = { portal: 10_000_000, dialect: 10_000_000, elsewhere: 1_000_000 };
/** What a dialect's server end reads of any body (lib/providers/codecs.ts). */
const GET_BODY_BYTES_MAX = 64 * 1024;
const REQUEST_WITHIN_MS = 60_000;
/** Longer than a load balancer keeps its connections (60 s is usual), or it meets one that we have just closed. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Our own server in front of Next: it alone sees the socket, so it decides who the client is (headers.ts), which
 * host is a dialect's (compat-hosts.ts), how large a body may be, and how the process ends.
 */
export function createWebServer(settings: WebSettings, handlers: Handlers): WebServer {
  let draining = false;
  const server = http.createServer({ requestTimeout: REQUEST_WITHIN_MS }, async (request, response) => {
    const requestId = prepare(request, settings);
    addToReply(response, () => ({ 'Request-Id': requestId, ...(draining && { Connection: 'close' }) }));
    if (isTooLarge(request)) return refuseBody(request, response, requestId);
    limitBody(request, () => refuseBody(request, response, requestId));
    try {
      await keepGetBody(request);
      await handlers.request(request, response);
    } catch (error) {
      log.error({ err: error, requestId }, 'a request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request, socket) => {
    if (!handlers.upgrades || draining) return socket.destroy();
    prepare(request, settings);
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
  });
  return {
    http: server,
    drain: (withinMs) => {
      draining = true;
      // An upgraded connection is no request that could end; the browser connects again.
      for (const socket of upgraded) socket.destroy();
      return drain(server, withinMs);
    },
  };
}

/** Puts the checked headers and target in the place of the sent ones. Returns the request's id. */
function prepare(request: IncomingMessage, settings: WebSettings): string {
  const { headers } = prepareHeaders(request.socket.remoteAddress, request.headers, settings.trustedProxies);
  const sent = headers['request-id'];
  const requestId = typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : newId('req');
  headers['request-id'] = requestId;
  request.url = servedTarget(request.url ?? '/', requestedHost(headers), settings.compatHosts);
  // Next writes a query anew, and one dialect's links, often not URL-encoded, then mean something else.
  if (isDialect(request.url)) headers['x-cross-target'] = request.url;
  request.headers = headers;
  request.rawHeaders = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => [name, one]),
  );
  return requestId;
}

/** Adds headers at the last moment, where the reply has none of that name: Next appends instead of replacing. */
function addToReply(response: ServerResponse, headers: () => Record<string, string>): void {
  const writeHead = response.writeHead;
  response.writeHead = function writeHeadWithOurs(this: ServerResponse, ...args: unknown[]) {
    for (const [name, value] of Object.entries(headers())) {
      if (name === 'Connection' || !response.hasHeader(name)) response.setHeader(name, value);
    }
    return Reflect.apply(writeHead, this, args);
  } as typeof writeHead;
}

function bodyBytesMax(request: IncomingMessage): number {
  const url = request.url ?? '/';
  if (url.startsWith('/portal/')) return BODY_BYTES_MAX.portal;
  // A dialect's server end reads 64 kB at most and refuses in the provider's own shape, which we do not know here.
  return isDialect(url) ? BODY_BYTES_MAX.dialect : BODY_BYTES_MAX.elsewhere;
}

function isTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > bodyBytesMax(request);
}

/**
 * Next drops the body of a GET, and one dialect's document puts its parameters there: for a dialect it goes on in a
 * header of ours (lib/providers/mounted-request.ts). A body that is too large for a dialect is left to be dropped.
 */
async function keepGetBody(request: IncomingMessage): Promise<void> {
  const hasBody =
    Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined;
  if (request.method !== 'GET' || !hasBody || !isDialect(request.url ?? '/')) return;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= GET_BODY_BYTES_MAX) chunks.push(chunk);
  }
  if (bytes > GET_BODY_BYTES_MAX) return;
  const value = Buffer.concat(chunks).toString('base64');
  request.headers['x-cross-get-body'] = value;
  request.rawHeaders.push('x-cross-get-body', value);
}

/** A chunked body announces no length: it is counted as it comes in, without being read for the handler. */
function limitBody(request: IncomingMessage, refuse: () => void): void {
  if (request.headers['transfer-encoding'] === undefined) return;
  const push = request.push.bind(request);
  const bytesMax = bodyBytesMax(request);
  let bytes = 0;
  request.push = (chunk, encoding) => {
    bytes += chunk?.length ?? 0;
    if (bytes <= bytesMax) return push(chunk, encoding);
    refuse();
    return false;
  };
}

function refuseBody(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const problem = {
    type: 'about:blank',
    title: 'Content Too Large',
    status: 413,
    code: 'body_too_large',
    detail: `The body may have at most ${bodyBytesMax(request)} bytes.`,
    request_id: requestId,
  };
  if (!response.headersSent) {
    response.writeHead(413, { 'Content-Type': 'application/problem+json', Connection: 'close' });
    response.end(JSON.stringify(problem), () => request.destroy());
  } else {
    request.destroy();
  }
}

async function drain(server: http.Server, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await closed;
  clearTimeout(cut);
}

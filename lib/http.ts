import { lookup as resolveName } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { env } from './env.ts';
import { log, redactUrl } from './log.ts';

/**
 * The one way out. Every exchange has a time limit over the whole of it, a size limit, and an address guard whose
 * checked address is the one the socket connects to. Redirects are answers, never followed. It never throws.
 *
 * Each request opens its own connection: on a kept one a reset cannot be told from a request that arrived, and
 * `not_sent` must be certain, since only then may a charge be tried elsewhere.
 */
export type HttpSend = (request: OutgoingRequest) => Promise<HttpResult>;

export type OutgoingRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** http or https, without user and password. */
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Name look-up, connecting and the whole body included. */
  timeoutMs: number;
  /** Default 1,000,000. */
  bodyBytesMax?: number;
  guard: GuardClass;
  /** Secrets that stand in the path or elsewhere without a name, hidden from the log. */
  redactInLog?: string[];
};

export type HttpResult =
  /** A complete answer, whatever its status. Header names in lower case. */
  | { kind: 'reply'; status: number; headers: Record<string, string>; text: string }
  /** Certainly not one byte of the request left: bad address, guard, look-up, refused, TLS. */
  | { kind: 'not_sent'; reason: string }
  /** It may have arrived and there is no complete answer: time-out, reset, too big. */
  | { kind: 'silence'; reason: string };

/**
 * What an address may be. `public`: typed by merchants. `connection`: also the networks of CONNECTION_NETWORKS
 * (operators' VPNs). `loopback`: only 127.0.0.1 and ::1 (our sandbox). `public-or-loopback`: test-mode webhooks of
 * the demo.
 */
export type GuardClass = 'public' | 'connection' | 'loopback' | 'public-or-loopback';

type ResolvedAddress = { address: string; family: number };

export type HttpOptions = {
  /** All addresses of a host name; the system's resolver unless a test brings its own. */
  lookup?: (hostname: string) => Promise<ResolvedAddress[]>;
  /** CIDR networks for the guard `connection`; CONNECTION_NETWORKS by default. */
  connectionNetworks?: () => readonly string[];
};

export const sendHttp: HttpSend = createHttpSend();

/** A client with its own name look-up: for tests. Everything else takes sendHttp. */
export function createHttpSend(options: HttpOptions = {}): HttpSend {
  const lookup =
    options.lookup ?? ((hostname: string) => resolveName(hostname, { all: true, verbatim: true }));
  const networks = options.connectionNetworks ?? (() => env().connectionNetworks);
  return async (request) => {
    const startedMs = performance.now();
    const result = await exchange(request, { lookup, networks });
    logExchange(request, result, Math.round(performance.now() - startedMs));
    return result;
  };
}

const BODY_BYTES_MAX = 1_000_000;

/** Azure's machine agent listens at a public address; every other known metadata service has a private one. */
const REFUSED_PUBLIC = ipaddr.parseCIDR('168.63.129.16/32');
/** The only IPv6 block handed out for public use; ranges like ::/96 look like unicast but hide an IPv4 address. */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3');

/** True when a socket of that guard may connect to the address. Exported for its tests and for forms. */
export function addressAllowed(
  address: string,
  guard: GuardClass,
  networks: readonly string[] = [],
): boolean {
  if (!ipaddr.isValid(address)) return false;
  // process() turns ::ffff:127.0.0.1 into 127.0.0.1, so a mapped address gets no other answer than its own.
  const parsed = ipaddr.process(address);
  switch (guard) {
    case 'public':
      return isPublic(parsed);
    case 'connection':
      return isPublic(parsed) || networks.some((network) => inNetwork(parsed, network));
    case 'loopback':
      return isOwnLoopback(parsed);
    case 'public-or-loopback':
      return isPublic(parsed) || isOwnLoopback(parsed);
  }
}

type Resources = { lookup: NonNullable<HttpOptions['lookup']>; networks: () => readonly string[] };

async function exchange(request: OutgoingRequest, resources: Resources): Promise<HttpResult> {
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  if (url === undefined) return { kind: 'not_sent', reason: 'not an address' };
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { kind: 'not_sent', reason: 'not http or https' };
  if (url.username !== '' || url.password !== '') return { kind: 'not_sent', reason: 'user in the address' };

  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Stopped('time-out')), request.timeoutMs);
  try {
    const address = await checkedAddress(url, request.guard, resources, limit.signal);
    return await exchangeAt({ url, address, request, limit });
  } catch (error) {
    // Nothing was connected yet: checkedAddress failed.
    return { kind: 'not_sent', reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** A reason of our own, in words for the log and the portal. */
class Stopped extends Error {}

/** Resolves the host and refuses it when any of its addresses is not allowed: one good address hides no bad one. */
async function checkedAddress(
  url: URL,
  guard: GuardClass,
  { lookup, networks }: Resources,
  signal: AbortSignal,
): Promise<ResolvedAddress> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const literal = ipaddr.isValid(hostname);
  const family = hostname.includes(':') ? 6 : 4;
  const found = literal ? [{ address: hostname, family }] : await orAbort(lookup(hostname), signal);
  const allowedNetworks = guard === 'connection' ? networks() : [];
  const refused = found.find(({ address }) => !addressAllowed(address, guard, allowedNetworks));
  if (refused !== undefined) throw new Stopped('address not allowed');
  // IPv4 first: providers' allow-lists and VPNs are IPv4, and many hosts publish an IPv6 address that nothing reaches.
  const chosen = found.find((candidate) => candidate.family === 4) ?? found[0];
  if (chosen === undefined) throw new Stopped('host name without an address');
  return chosen;
}

type Attempt = { url: URL; address: ResolvedAddress; request: OutgoingRequest; limit: AbortController };

async function exchangeAt({ url, address, request, limit }: Attempt): Promise<HttpResult> {
  let connected = false;
  const timeout = request.timeoutMs;
  const connect = buildConnector({ lookup: pinnedLookup(address), timeout, allowH2: false });
  const client = new Client(url.origin, {
    connect: (options, callback) =>
      connect(options, (...args) => {
        connected ||= args[0] === null;
        callback(...args);
      }),
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const answer = client.request({
      method: request.method,
      path: url.pathname + url.search,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'Cross', ...lowerCaseNames(request.headers) },
      body: request.body ?? null,
      signal: limit.signal,
    });
    // undici looks at the signal of a request only once it is connected.
    const reply = await orAbort(answer, limit.signal);
    const bytes = await readBody(reply.body, request.bodyBytesMax ?? BODY_BYTES_MAX);
    const headers = joinHeaders(reply.headers);
    return {
      kind: 'reply',
      status: reply.statusCode,
      headers,
      text: decodeText(bytes, headers['content-type']),
    };
  } catch (error) {
    return { kind: connected ? 'silence' : 'not_sent', reason: reasonOf(error) };
  } finally {
    // Not awaited: destroying waits for nothing we need.
    void client.destroy().catch(() => undefined);
  }
}

/** The socket asks for the name and gets the address that was checked, so a second answer of the DNS changes nothing. */
function pinnedLookup({ address, family }: ResolvedAddress): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

async function readBody(body: Dispatcher.ResponseData['body'], bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    // undici's stream yields Buffers; its type does not say so.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > bytesMax) throw new Stopped(`answer of more than ${bytesMax} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** In the charset that the reply names, else UTF-8; wrong bytes become U+FFFD, never an exception. */
function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const joined = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(joined);
}

function lowerCaseNames(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([promise, aborted]);
}

/** A code or a class, never a message: messages quote addresses and certificates. */
function reasonOf(error: unknown): string {
  if (error instanceof Stopped) return error.message;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv4') return !address.match(REFUSED_PUBLIC);
  return address.match(PUBLIC_IPV6);
}

function isOwnLoopback(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const text = address.toString();
  return text === '127.0.0.1' || text === '::1';
}

function inNetwork(address: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean {
  const range = ipaddr.parseCIDR(network);
  return range[0].kind() === address.kind() && address.match(range);
}

function logExchange(request: OutgoingRequest, result: HttpResult, tookMs: number): void {
  let url = redactUrl(request.url);
  for (const secret of request.redactInLog ?? []) {
    if (secret !== '')
      url = url.replaceAll(secret, '[redacted]').replaceAll(encodeURIComponent(secret), '[redacted]');
  }
  const outcome =
    result.kind === 'reply' ? { status: result.status } : { outcome: result.kind, reason: result.reason };
  log.info({ method: request.method, url, tookMs, ...outcome }, 'outgoing request');
}

import { createServer, type RequestListener, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
  addressAllowed,
  createHttpSend,
  type GuardClass,
  type HttpResult,
  type OutgoingRequest,
  sendHttp,
} from './http.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Starts a server on 127.0.0.1 and returns its origin. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${await portOf(server)}`;
}

/** A server below HTTP: tests say what happens to each connection. */
async function serveTcp(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return portOf(server);
}

function portOf(server: Server | TcpServer): Promise<number> {
  return new Promise((resolve) => {
    // The address of a server that listens on TCP is never a string.
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function get(url: string, more: Partial<OutgoingRequest> = {}): Promise<HttpResult> {
  return sendHttp({ method: 'GET', url, timeoutMs: 5_000, guard: 'loopback', ...more });
}

describe('a reply', () => {
  test('brings status, headers and text; the request arrives as it was given', async () => {
    const seen: Record<string, unknown> = {};
    const origin = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      Object.assign(seen, {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.writeHead(201, { 'X-One': 'a', 'Set-Cookie': ['b=1', 'c=2'] }).end('{"é":1}');
    });
    const result = await get(`${origin}/a/b?c=d%20e`, {
      method: 'POST',
      headers: { Authorization: 'Bearer x', 'Content-Type': 'application/json' },
      body: '{"à":2}',
    });
    expect(result).toMatchObject({
      kind: 'reply',
      status: 201,
      text: '{"é":1}',
      headers: { 'x-one': 'a', 'set-cookie': 'b=1, c=2' },
    });
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/a/b?c=d%20e',
      body: '{"à":2}',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json', 'content-length': '8' },
    });
  });

  test.each([200, 400, 404, 500, 503])('of status %i is a reply, also as an HTML page', async (status) => {
    const origin = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html>oops</html>');
    });
    expect(await get(origin)).toMatchObject({ kind: 'reply', status, text: '<html>oops</html>' });
  });

  test('may be empty', async () => {
    const origin = await serve((_request, response) => response.writeHead(204).end());
    expect(await get(origin)).toMatchObject({ kind: 'reply', status: 204, text: '' });
  });

  test('that redirects is not followed', async () => {
    let requests = 0;
    const origin = await serve((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await get(origin)).toMatchObject({
      kind: 'reply',
      status: 302,
      headers: { location: '/elsewhere' },
    });
    expect(requests).toBe(1);
  });

  test('is read in the charset that it names; a charset nobody knows does no harm', async () => {
    const origin = await serve((request, response) => {
      response.setHeader('content-type', `text/plain; charset=${request.url?.slice(1)}`);
      response.end(Buffer.from('réussi', request.url === '/iso-8859-1' ? 'latin1' : 'utf8'));
    });
    expect(await get(`${origin}/iso-8859-1`)).toMatchObject({ text: 'réussi' });
    expect(await get(`${origin}/klingon`)).toMatchObject({ text: 'réussi' });
  });

  test('of exactly the size limit passes, one byte more is silence', async () => {
    const origin = await serve((_request, response) => response.end('x'.repeat(1_000)));
    expect(await get(origin, { bodyBytesMax: 1_000 })).toMatchObject({ kind: 'reply' });
    expect(await get(origin, { bodyBytesMax: 999 })).toEqual({
      kind: 'silence',
      reason: 'answer of more than 999 bytes',
    });
  });

  test('that never ends is cut at the limit, not read to the end', async () => {
    const origin = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await get(origin)).toMatchObject({ kind: 'silence', reason: 'answer of more than 1000000 bytes' });
  });
});

describe('silence: the request may have arrived', () => {
  test('when no answer comes in time', async () => {
    let arrived = false;
    const origin = await serve(() => {
      arrived = true;
    });
    expect(await get(origin, { timeoutMs: 200 })).toEqual({ kind: 'silence', reason: 'time-out' });
    expect(arrived).toBe(true);
  });

  test('when the body stops half-way: the time limit is for the whole exchange', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
    });
    expect(await get(origin, { timeoutMs: 200 })).toEqual({ kind: 'silence', reason: 'time-out' });
  });

  test('when a body trickles in for longer than the limit', async () => {
    const origin = await serve((_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(await get(origin, { timeoutMs: 200 })).toEqual({ kind: 'silence', reason: 'time-out' });
  });

  test('when the connection is reset before the answer', async () => {
    const origin = await serve((request) => request.socket.resetAndDestroy());
    expect(await get(origin)).toMatchObject({ kind: 'silence' });
  });

  test('when the connection is reset in the middle of the body', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.resetAndDestroy());
    });
    expect(await get(origin)).toMatchObject({ kind: 'silence' });
  });

  test('when the connection closes in the middle of a chunked body', async () => {
    const port = await serveTcp((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'),
      );
    });
    expect(await get(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'silence' });
  });

  test('when the connection closes as soon as it is accepted', async () => {
    const port = await serveTcp((socket) => socket.destroy());
    expect(await get(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x' })).toMatchObject({
      kind: 'silence',
    });
  });

  test('when the answer is not HTTP', async () => {
    const port = await serveTcp((socket) => {
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    });
    expect(await get(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'silence' });
  });
});

describe('not sent: certainly nothing left', () => {
  test('when the connection is refused', async () => {
    const port = await serveTcp(() => undefined);
    for (const close of closers.splice(0)) close();
    expect(await get(`http://127.0.0.1:${port}`)).toEqual({ kind: 'not_sent', reason: 'ECONNREFUSED' });
  });

  test('when the other side does not speak TLS', async () => {
    const port = await serveTcp((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await get(`https://127.0.0.1:${port}`)).toMatchObject({ kind: 'not_sent' });
  });

  test('when the time is over before TLS stands', async () => {
    const port = await serveTcp(() => undefined);
    expect(await get(`https://127.0.0.1:${port}`, { timeoutMs: 200 })).toEqual({
      kind: 'not_sent',
      reason: 'time-out',
    });
  });

  test('when the name does not resolve, resolves to nothing, or the resolver hangs', async () => {
    const failing = createHttpSend({
      lookup: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    });
    const empty = createHttpSend({ lookup: () => Promise.resolve([]) });
    const hanging = createHttpSend({ lookup: () => new Promise(() => undefined) });
    const request = { method: 'GET', url: 'https://provider.test', timeoutMs: 100, guard: 'public' } as const;
    expect(await failing(request)).toEqual({ kind: 'not_sent', reason: 'ENOTFOUND' });
    expect(await empty(request)).toEqual({ kind: 'not_sent', reason: 'host name without an address' });
    expect(await hanging(request)).toEqual({ kind: 'not_sent', reason: 'time-out' });
  });

  test.each([
    '',
    'nonsense',
    '/relative',
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'http://user:pass@127.0.0.1/',
  ])('when the address is %j', async (url) => {
    expect(await get(url)).toMatchObject({ kind: 'not_sent' });
  });

  test('when a header would break out of its line', async () => {
    let requests = 0;
    const origin = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    expect(await get(origin, { headers: { 'x-name': 'a\r\nx-injected: b' } })).toMatchObject({
      kind: 'not_sent',
    });
    expect(requests).toBe(0);
  });
});

describe('the address guard', () => {
  test('refuses a public name that resolves to a private address, and connects to nothing', async () => {
    let requests = 0;
    const origin = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    const send = createHttpSend({ lookup: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) });
    const url = origin.replace('127.0.0.1', 'innocent.example');
    expect(await send({ method: 'GET', url, timeoutMs: 1_000, guard: 'public' })).toEqual({
      kind: 'not_sent',
      reason: 'address not allowed',
    });
    expect(requests).toBe(0);
  });

  test('refuses a name when only one of its addresses is private', async () => {
    const found = [
      { address: '203.0.114.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    const send = createHttpSend({ lookup: () => Promise.resolve(found) });
    expect(
      await send({ method: 'GET', url: 'http://both.example', timeoutMs: 1_000, guard: 'public' }),
    ).toEqual({
      kind: 'not_sent',
      reason: 'address not allowed',
    });
  });

  test('connects to the address that was checked, under the name that was asked: a second look-up changes nothing', async () => {
    const hosts: (string | undefined)[] = [];
    const origin = await serve((request, response) => {
      hosts.push(request.headers.host);
      response.end('ok');
    });
    const answers = ['127.0.0.1', '10.0.0.1'];
    const send = createHttpSend({
      lookup: () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]),
    });
    const url = origin.replace('127.0.0.1', 'rebinding.example');
    expect(await send({ method: 'GET', url, timeoutMs: 2_000, guard: 'loopback' })).toMatchObject({
      text: 'ok',
    });
    expect(hosts).toEqual([new URL(url).host]);
    expect(answers).toEqual(['10.0.0.1']);
  });

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://0/',
    'http://169.254.169.254/latest/meta-data',
  ])('sees through %s', async (url) => {
    expect(await get(url, { guard: 'public' })).toEqual({ kind: 'not_sent', reason: 'address not allowed' });
  });

  test('lets platform connections reach the networks of the configuration, and merchants not', async () => {
    const send = createHttpSend({ connectionNetworks: () => ['127.0.0.0/8'] });
    const url = await serve((_request, response) => response.end('vpn'));
    expect(await send({ method: 'GET', url, timeoutMs: 1_000, guard: 'connection' })).toMatchObject({
      text: 'vpn',
    });
    expect(await send({ method: 'GET', url, timeoutMs: 1_000, guard: 'public' })).toMatchObject({
      kind: 'not_sent',
    });
  });

  const PUBLIC = ['8.8.8.8', '41.207.188.1', '2606:4700::1111', '::ffff:8.8.8.8'];
  const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
  const NEVER = [
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.2',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '2002:a00:1::',
    '2001::1',
    '2001:db8::1',
    '4000::1',
    'localhost',
    '',
    'not an address',
  ];

  test.each<[GuardClass, readonly string[]]>([
    ['public', PUBLIC],
    ['connection', PUBLIC],
    ['loopback', LOOPBACK],
    ['public-or-loopback', [...PUBLIC, ...LOOPBACK]],
  ])('%s allows what it should, and nothing else', (guard, allowed) => {
    const accepted = [...PUBLIC, ...LOOPBACK, ...NEVER].filter((address) => addressAllowed(address, guard));
    expect(accepted).toEqual(allowed);
  });

  test('a network of the configuration opens itself only, for its own family', () => {
    const networks = ['10.8.0.0/24', 'fd12::/64'];
    const accepted = ['10.8.0.7', '10.8.1.7', 'fd12::7', 'fd13::7', '::ffff:10.8.0.7', '127.0.0.1'].filter(
      (address) => addressAllowed(address, 'connection', networks),
    );
    expect(accepted).toEqual(['10.8.0.7', 'fd12::7', '::ffff:10.8.0.7']);
    expect(addressAllowed('10.8.0.7', 'public', networks)).toBe(false);
  });
});

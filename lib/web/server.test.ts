import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createWebServer, type Handlers, type WebServer, type WebSettings } from './server.ts';

const SETTINGS: WebSettings = { trustedProxies: [], compatHosts: { flexpay: ['pay.example.com'] } };
const running: WebServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.drain(0)));
});

/** A server of ours whose handler tells back what it was given. */
async function start(settings: Partial<WebSettings> = {}, handlers: Partial<Handlers> = {}): Promise<number> {
  const server = createWebServer({ ...SETTINGS, ...settings }, { request: echo, ...handlers });
  running.push(server);
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
  return (server.http.address() as AddressInfo).port;
}

async function echo(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  response.end(
    JSON.stringify({ url: request.url, headers: request.headers, raw: request.rawHeaders, bytes }),
  );
}

type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string };

function send(port: number, options: http.RequestOptions = {}, body: Iterable<string> = []): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: '/', ...options }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    request.on('error', reject);
    for (const chunk of body) request.write(chunk);
    request.end();
  });
}

test('a forged X-Forwarded-For and X-Cross-Peer never reach the handler', async () => {
  const port = await start();
  const answer = await send(port, { headers: { 'X-Forwarded-For': '8.8.8.8', 'X-Cross-Peer': '8.8.8.8' } });
  const { headers, raw } = JSON.parse(answer.text);
  expect(headers['x-cross-peer']).toBe('127.0.0.1');
  expect(headers['x-forwarded-for']).toBe('127.0.0.1');
  expect(raw).not.toContain('8.8.8.8');
});

test('a trusted proxy names the client', async () => {
  const port = await start({ trustedProxies: ['127.0.0.1'] });
  const answer = await send(port, { headers: { 'X-Forwarded-For': '1.1.1.1, 203.0.113.9' } });
  expect(JSON.parse(answer.text).headers['x-cross-peer']).toBe('203.0.113.9');
});

test('a request gets an id when it brings none, and the reply repeats it', async () => {
  const port = await start();
  const made = await send(port);
  expect(made.headers['request-id']).toMatch(/^req_/);
  expect(JSON.parse(made.text).headers['request-id']).toBe(made.headers['request-id']);
  const brought = await send(port, { headers: { 'Request-Id': 'shop-request-17' } });
  expect(brought.headers['request-id']).toBe('shop-request-17');
  const strange = await send(port, { headers: { 'Request-Id': 'a b\tc' } });
  expect(strange.headers['request-id']).toMatch(/^req_/);
});

test('an id that the handler sets stands alone', async () => {
  const port = await start(
    {},
    {
      request: async (_request, response) => {
        response.appendHeader('Request-Id', 'req_of_the_handler');
        response.end();
      },
    },
  );
  expect((await send(port)).headers['request-id']).toBe('req_of_the_handler');
});

test("a dialect's host serves its paths at the root", async () => {
  const port = await start();
  const answer = await send(port, { path: '/v1/check/9?a=b', headers: { Host: 'PAY.example.com' } });
  expect(JSON.parse(answer.text).url).toBe('/compat/flexpay/v1/check/9?a=b');
  expect(JSON.parse((await send(port, { path: '/v1/check/9' })).text).url).toBe('/v1/check/9');
});

test('a body that announces too much is refused before it is sent', async () => {
  const port = await start();
  const answer = await send(port, { method: 'POST', headers: { 'Content-Length': '2000000' } });
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'body_too_large', status: 413 });
});

test('a body without a length is counted', async () => {
  const port = await start();
  const piece = 'x'.repeat(100_000);
  const small = await send(port, { method: 'POST' }, Array(9).fill(piece));
  expect(JSON.parse(small.text).bytes).toBe(900_000);
  // Depending on the moment the client sees our answer or a closed connection; the handler never sees the rest.
  let seen = 0;
  const counting = await start(
    {},
    {
      request: async (request) => {
        for await (const chunk of request) seen += chunk.length;
      },
    },
  );
  const outcome = await send(counting, { method: 'POST' }, Array(30).fill(piece)).then(
    (answer) => answer.status,
    (error: NodeJS.ErrnoException) => error.code,
  );
  expect([413, 'ECONNRESET', 'EPIPE']).toContain(outcome);
  expect(seen).toBeLessThanOrEqual(1_000_000);
});

test('the portal takes larger files', async () => {
  const port = await start();
  const answer = await send(port, { method: 'POST', path: '/portal/x' }, ['x'.repeat(2_000_000)]);
  expect(answer.status).toBe(200);
});

test('draining finishes the running request, tells it to close, and takes no new one', async () => {
  let finish = () => {};
  let entered = () => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const port = await start(
    {},
    {
      request: (_request, response) =>
        new Promise((resolve) => {
          entered();
          finish = () => {
            response.end('done');
            resolve();
          };
        }),
    },
  );
  const agent = new http.Agent({ keepAlive: true });
  const answer = send(port, { agent });
  await inside;
  const drained = running[0]?.drain(5_000);
  await expect(send(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  finish();
  expect(await answer).toMatchObject({ status: 200, text: 'done', headers: { connection: 'close' } });
  await drained;
  agent.destroy();
});

test('draining cuts what does not end in time', async () => {
  const port = await start({}, { request: () => new Promise(() => {}) });
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise<void>((resolve) => running[0]?.http.once('request', () => resolve()));
  await running[0]?.drain(10);
  await closed;
});

test('a handler that throws answers 500', async () => {
  const port = await start(
    {},
    {
      request: async () => {
        throw new Error('the plan');
      },
    },
  );
  expect((await send(port)).status).toBe(500);
});

test('draining closes upgraded connections', async () => {
  const port = await start({}, { upgrades: true });
  const server = running[0];
  server?.http.on('upgrade', (_request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  await server?.drain(5_000);
  await closed;
});

test('an upgrade nobody asked for is closed', async () => {
  const port = await start();
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
  await expect(send(port, { headers })).rejects.toThrow();
});

test('the body of a GET reaches a dialect in a header of ours, and nobody else; nobody can send that header', async () => {
  const port = await start();
  const body = '{"referenceid":"payout-1"}';
  const ask = async (path: string, sent: Iterable<string>) => {
    const headers = { 'X-Cross-Get-Body': 'Zm9yZ2Vk', 'Transfer-Encoding': 'chunked' };
    const { headers: seen, raw } = JSON.parse((await send(port, { path, headers }, sent)).text);
    expect(raw.includes('x-cross-get-body')).toBe('x-cross-get-body' in seen);
    return seen['x-cross-get-body'];
  };
  expect(atob(await ask('/compat/flexpay/x', [body]))).toBe(body);
  expect(await ask('/compat/flexpay/x', ['x'.repeat(65_537)])).toBeUndefined();
  expect(await ask('/api/v1/payments', [body])).toBeUndefined();
});

test('a target is tidied, and a dialect is told its query as it was sent; nobody can send that header', async () => {
  const port = await start();
  const ask = async (path: string) => {
    const headers = { 'X-Cross-Target': '/forged' };
    const { url, headers: seen, raw } = JSON.parse((await send(port, { path, headers })).text);
    expect(raw.includes('x-cross-target')).toBe('x-cross-target' in seen);
    return [url, seen['x-cross-target']];
  };
  const target = '/compat/paygateglobal/v1/page?url=https://shop.test//a?order=1|2&lang=fr';
  expect(await ask(target.replace('/v1', '//v1'))).toEqual([target, target]);
  expect(await ask('/api/v1//payments/%')).toEqual(['/api/v1/payments/%25', undefined]);
});

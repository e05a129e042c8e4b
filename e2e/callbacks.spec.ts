/** Callbacks that lie, over real HTTP: refused as the rules say, nothing moved. */
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { expect, test } from '@playwright/test';
import { api, countsOf, demo, newReference, rows } from './demo.ts';

interface Target {
  paymentId: string;
  reference: string;
  providerReference: string;
  path: string;
  publicKey: string;
  privateKey: string;
}

/** A payment that waits for ever (129), and all that an attacker who knows everything but the key could know. */
async function aWaitingPayment(): Promise<Target> {
  const { id } = await api('POST', '/payments', {
    amount: 1500,
    currency: 'XAF',
    reference: newReference(),
    operator: 'cm-mtn',
    phone: '+237670000129',
  });
  const [row] = await rows<{
    reference: string;
    provider_reference: string;
    callback_token: string;
    lookup: string;
    credentials: Record<string, string>;
  }>(
    `SELECT a.reference, a.provider_reference, c.callback_token, s.lookup, s.credentials
     FROM attempts a JOIN connections c ON c.id = a.connection_id
       JOIN sandbox_transactions t ON t.reference = a.reference
       JOIN sandbox_accounts s ON s.id = t.account_id
     WHERE a.payment_id = $1`,
    [id],
  );
  if (row === undefined) throw new Error('The attempt or its transaction is missing.');
  return {
    paymentId: id,
    reference: row.reference,
    providerReference: row.provider_reference,
    path: `/callbacks/my-coolpay/${row.callback_token}`,
    publicKey: row.lookup,
    privateKey: row.credentials.private_key ?? '',
  };
}

function callback(target: Target, change: Record<string, unknown> = {}, privateKey = target.privateKey) {
  const body: Record<string, unknown> = {
    application: target.publicKey,
    app_transaction_ref: target.reference,
    operator_transaction_ref: 'MP-FORGED',
    transaction_ref: target.providerReference,
    transaction_type: 'PAYIN',
    transaction_amount: 1500,
    transaction_fees: 30,
    transaction_currency: 'XAF',
    transaction_operator: 'CM_MOMO',
    transaction_status: 'SUCCESS',
    transaction_reason: 'Test',
    transaction_message: 'Test',
    customer_phone_number: '670000129',
    ...change,
  };
  const {
    transaction_ref,
    transaction_type,
    transaction_amount,
    transaction_currency,
    transaction_operator,
  } = body;
  const signed = [
    transaction_ref,
    transaction_type,
    transaction_amount,
    transaction_currency,
    transaction_operator,
    privateKey,
  ];
  return { ...body, signature: createHash('md5').update(signed.join('')).digest('hex') };
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${demo.base_url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

/** As post, from another address of this machine. */
function postFrom(localAddress: string, path: string, body: unknown, headers: Record<string, string>) {
  const { hostname, port } = new URL(demo.base_url);
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sending = request(
      {
        hostname,
        port,
        path,
        method: 'POST',
        localAddress,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        reply.on('end', () => resolve({ status: reply.statusCode, text }));
      },
    );
    sending.on('error', reject).end(JSON.stringify(body));
  });
}

async function expectUnmoved(target: Target): Promise<void> {
  await expect.poll(() => rows('SELECT 1 FROM callbacks WHERE next_try_at IS NOT NULL')).toEqual([]);
  expect((await api('GET', `/payments/${target.paymentId}`)).status).toBe('pending');
  expect(await countsOf(target.paymentId)).toMatchObject({ charges: 0, postings: [] });
}

test('a signature made with another key is answered KO', async () => {
  const target = await aWaitingPayment();
  expect(await post(target.path, callback(target, {}, 'guessed'))).toEqual({ status: 403, text: 'KO' });
  await expectUnmoved(target);
});

test('an amount altered after signing is answered KO', async () => {
  const target = await aWaitingPayment();
  const altered = { ...callback(target), transaction_amount: 1 };
  expect(await post(target.path, altered)).toEqual({ status: 403, text: 'KO' });
  await expectUnmoved(target);
});

test('a true signature over a lie about the status is settled by asking the provider', async () => {
  const target = await aWaitingPayment();
  expect(await post(target.path, callback(target))).toEqual({ status: 200, text: 'OK' });
  await expectUnmoved(target);
  // Replayed: acknowledged again, and again nothing moves.
  expect(await post(target.path, callback(target))).toEqual({ status: 200, text: 'OK' });
  await expectUnmoved(target);
});

test('a callback about another application is answered KO', async () => {
  const target = await aWaitingPayment();
  expect(await post(target.path, callback(target, { application: 'another' }))).toEqual({
    status: 403,
    text: 'KO',
  });
  await expectUnmoved(target);
});

test('an unknown token is 404 and leaves no row', async () => {
  const target = await aWaitingPayment();
  const unknown = [
    '/callbacks/my-coolpay/AAAAAAAAAAAAAAAAAAAAAA',
    target.path.replace('my-coolpay', 'paygateglobal'),
  ];
  for (const path of unknown) {
    // From an address of its own, so that the row it would leave can be told from others.
    expect((await postFrom('127.0.0.3', path, callback(target), {})).status).toBe(404);
  }
  expect(await rows("SELECT 1 FROM callbacks WHERE peer = '127.0.0.3'")).toEqual([]);
});

test('headers cannot lend a callback another sender', async () => {
  const target = await aWaitingPayment();
  // The connection believes 127.0.0.1 alone. This request comes from 127.0.0.2 and claims in every way to be 127.0.0.1.
  const claimed = {
    'x-forwarded-for': '127.0.0.1',
    'x-real-ip': '127.0.0.1',
    'x-cross-peer': '127.0.0.1',
    forwarded: 'for=127.0.0.1',
  };
  expect(await postFrom('127.0.0.2', target.path, callback(target), claimed)).toEqual({
    status: 403,
    text: 'KO',
  });
  const stored = await rows<{ peer: string; status: string }>(
    'SELECT peer, status FROM callbacks WHERE peer = $1 ORDER BY received_at DESC LIMIT 1',
    ['127.0.0.2'],
  );
  expect(stored).toEqual([{ peer: '127.0.0.2', status: 'refused' }]);
  await expectUnmoved(target);
});

test('a body that is too large is refused', async () => {
  const target = await aWaitingPayment();
  expect((await post(target.path, 'x'.repeat(70_000))).status).toBe(413);
  await expectUnmoved(target);
});

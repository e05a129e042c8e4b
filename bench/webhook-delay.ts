/** From the moment a provider's callback has been received to the moment the shop's webhook arrives. */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { percentile } from './load.ts';
import type { Product } from './product.ts';
import { openShop, type Shop } from './shop.ts';

export interface WebhookDelay {
  payments: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** The simulated operator approves these after a second and calls back (lib/sandbox/stories.ts). */
const APPROVED_ENDING = '789';
const ARRIVED_WITHIN_MS = 20_000;

/**
 * Charges payers at a steady pace and waits for `payment.succeeded` of each. The way: callback stored and acknowledged,
 * read by the worker, the provider asked (it signs, and is asked all the same), the payment moved, the webhook sent.
 * Sandbox and gateway share the web process, so its work for the simulated operator counts too.
 */
export async function measureWebhookDelay(
  product: Product,
  { seconds, perSecond }: { seconds: number; perSecond: number },
): Promise<WebhookDelay> {
  const arrivedAt = new Map<string, number>();
  const receiver = await receiveWebhooks((paymentId) => arrivedAt.set(paymentId, Date.now()));
  const shop = await openShop({ endpointUrl: receiver.url });
  const api = new Pool(product.baseUrl, { connections: 64, pipelining: 1 });
  try {
    const count = Math.round(seconds * perSecond);
    const charges: Promise<string>[] = [];
    for (let number = 0; number < count; number += 1) {
      charges.push(charge(api, shop, number));
      await setTimeout(1_000 / perSecond);
    }
    const ids = await Promise.all(charges);
    for (const endsAt = Date.now() + ARRIVED_WITHIN_MS; Date.now() < endsAt; await setTimeout(100)) {
      if (ids.every((id) => arrivedAt.has(id))) break;
    }
    const receivedAt = await callbackTimes(product, ids);
    const delays = ids.map((id) => (arrivedAt.get(id) ?? Number.NaN) - (receivedAt.get(id) ?? Number.NaN));
    const missing = delays.filter(Number.isNaN).length;
    if (missing > 0) throw new Error(`${missing} of ${count} payments had no callback or no webhook`);
    return { payments: count, perSecond, p50: percentile(delays, 0.5), p99: percentile(delays, 0.99) };
  } finally {
    await shop.close();
    await api.close();
    receiver.close();
  }
}

async function receiveWebhooks(
  onSucceeded: (paymentId: string) => void,
): Promise<{ url: string; close: () => void }> {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      type: string;
      data: { id: string };
    };
    if (event.type === 'payment.succeeded') onSucceeded(event.data.id);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function charge(api: Pool, shop: Shop, number: number): Promise<string> {
  const phone = `+23767${String(number % 10_000).padStart(4, '0')}${APPROVED_ENDING}`;
  const { statusCode, body } = await api.request({
    method: 'POST',
    path: '/api/v1/payments',
    headers: {
      authorization: `Bearer ${shop.nextKey()}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      amount: 1500,
      currency: 'XAF',
      reference: `order-${randomUUID()}`,
      operator: 'cm-mtn',
      phone,
    }),
  });
  const text = await body.text();
  if (statusCode !== 201) throw new Error(`POST /payments answered ${statusCode}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

/** When our own HTTP server had each payment's first callback, in milliseconds of this machine's clock. */
async function callbackTimes({ database }: Product, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await database.query<{ payment_id: string; received_at: Date }>(
    `SELECT a.payment_id, min(c.received_at) AS received_at
     FROM callbacks c JOIN attempts a ON a.id = c.attempt_id
     WHERE a.payment_id = ANY ($1) GROUP BY a.payment_id`,
    [ids],
  );
  return new Map(rows.map((row) => [row.payment_id, row.received_at.getTime()]));
}

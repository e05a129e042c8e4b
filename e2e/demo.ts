/** The started product as a test sees it: the demo's keys, its API over HTTP, and its database for counting. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

interface Demo {
  base_url: string;
  app_id: string;
  public_key: string;
  secret_key: string;
  webhook_secret: string;
  portal: { url: string; email: string; password: string };
  shop_url: string;
  handset_url: string;
  docs_url: string;
  compat: Record<string, Record<string, string>>;
  sandbox: Record<string, Record<string, string>>;
}

export const demo: Demo = JSON.parse(
  readFileSync(path.join(process.env.CROSS_DATA_DIR ?? '.data', 'demo.json'), 'utf8'),
);

/** What a test reads of a payment. */
export interface Payment {
  id: string;
  status: string;
  checkout_url: string;
  failure: { code: string } | null;
  next_action: { type: string } | null;
  late: boolean;
  attempts: { id: string; status: string }[];
}

/** Calls the merchant API with the demo's key; a status other than the expected one is an error with its body. */
export async function api<T = Payment>(
  method: 'GET' | 'POST',
  route: string,
  body?: unknown,
  expected = [200, 201],
): Promise<T> {
  const response = await fetch(`${demo.base_url}/api/v1${route}`, {
    method,
    headers: { authorization: `Bearer ${demo.secret_key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!expected.includes(response.status)) throw new Error(`${method} ${route}: ${response.status} ${text}`);
  return JSON.parse(text);
}

let orders = 0;

/** A reference that no other test or run has used. */
export function newReference(): string {
  orders += 1;
  return `e2e-${process.pid}-${Date.now()}-${orders}`;
}

/** A hosted payment of 1 500 F CFA in Cameroon. */
export function hostedPayment(change: Record<string, unknown> = {}): Promise<Payment> {
  return api('POST', '/payments', { amount: 1500, currency: 'XAF', reference: newReference(), ...change });
}

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });

/** Rows of the product's own database. */
export async function rows<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await pool.query<T>(sql, values)).rows;
}

/** What the books, the sandbox's journal and the webhooks hold about a payment. */
export async function countsOf(paymentId: string) {
  const [charges] = await rows<{ sum: string }>(
    `SELECT coalesce(sum(t.charges), 0) AS sum FROM sandbox_transactions t
     JOIN attempts a ON a.reference = t.reference WHERE a.payment_id = $1`,
    [paymentId],
  );
  const postings = await rows<{ event: string; key: string }>(
    'SELECT event, key FROM postings WHERE resource_id = $1',
    [paymentId],
  );
  const webhooks = await rows<{ type: string }>(
    `SELECT e.type FROM events e JOIN deliveries d ON d.event_id = e.id
     WHERE d.status = 'delivered' AND (e.resource_id = $1 OR e.data->>'payment' = $1) ORDER BY e.created_at, e.type`,
    [paymentId],
  );
  return {
    charges: Number(charges?.sum),
    postings: postings
      .map(({ event, key }) => (key.endsWith(':provider_fee') ? 'provider_fee' : event))
      .sort(),
    webhooks: webhooks.map(({ type }) => type).sort(),
  };
}

/** An address of ours, checked to be the product's own. */
export function url(route: string): string {
  return new URL(route, demo.base_url).href;
}

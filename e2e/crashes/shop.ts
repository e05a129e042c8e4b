/**
 * A shop that lives through the gateway's crashes: it sends a request again, with the same Idempotency-Key, until it is
 * answered, and counts the webhooks that it has taken.
 */
import { readFileSync } from 'node:fs';
import { createServer, request as requestOverHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { Ending } from '#lib/sandbox/stories.ts';

const ANSWER_WITHIN_MS = 12_000;
const GIVE_UP_MS = 240_000;
const AGAIN_MS = 150;
/** Longer than a reply waits for a database that is away. */
const ASKED_WITHIN_MS = 25_000;
const ENTRIES_MAX = 100;

/** Where a payer has an account, and what the gateway needs to know of it. */
export const ACCOUNTS = {
  'my-coolpay': { operator: 'cm-mtn', country: 'CM', currency: 'XAF', phone: '+23767', digits: 4 },
  paygateglobal: { operator: 'tg-tmoney', country: 'TG', currency: 'XOF', phone: '+22890', digits: 3 },
} as const;
export type ProviderId = keyof typeof ACCOUNTS;

export interface Order {
  /** For messages: which crash it is about. */
  name: string;
  provider: ProviderId;
  ending: Ending;
  flow: 'push' | 'page';
  reference: string;
  /** Set when the shop was told. */
  paymentId?: string;
}

/** A webhook as it was first taken; `times` counts how often it came and was answered 200. */
export interface Taken {
  type: string;
  payment: string;
  times: number;
}

export interface Payment {
  id: string;
  status: string;
  checkout_url: string;
  next_action: { type: string } | null;
}

type Answer<T> = { status: number; body: T };

export interface Shop {
  orders: Order[];
  /** By webhook-id. */
  taken: Map<string, Taken>;
  /** Bodies of the callbacks that came in a provider's dialect. */
  confirmations: string[];
  /** Where those are taken. */
  confirmationUrl: string;
  endpointId: string;
  baseUrl: string;
  compat: Record<string, Record<string, string>>;
  /** A direct charge on the phone. */
  charge: (order: NewOrder) => Promise<Payment>;
  /** The same, asked once, over a connection of its own. False when no answer came. */
  chargeOnce: (order: NewOrder) => Promise<boolean>;
  /** The request of an order once more, until it is answered; the answer must be the one of before. */
  askAgain: (order: Order) => Promise<void>;
  /** A payment whose payer chooses on our page. */
  host: (order: NewOrder, change?: Record<string, unknown>) => Promise<Payment>;
  /** The code that the payer was sent. */
  authorize: (payment: Payment) => Promise<void>;
  note: (order: NewOrder) => Order;
  close: () => void;
}

export type NewOrder = Pick<Order, 'name' | 'provider' | 'ending'>;

let shops = 0;

/** Opens a shop at the demo's app of a gateway. Its endpoint asks for every event. */
export async function openShop(dataDir: string): Promise<Shop> {
  const demo = JSON.parse(readFileSync(path.join(dataDir, 'demo.json'), 'utf8'));
  const api = demo.base_url as string;
  const headers = { authorization: `Bearer ${demo.secret_key}`, 'content-type': 'application/json' };
  const receiver = await receive();
  shops += 1;
  const mark = `crash-${process.pid}-${shops}`;
  const orders: Order[] = [];

  const post = <T>(route: string, body: unknown, key: string) =>
    insist<T>(`${api}/api/v1${route}`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  const made = await post<{ id: string; secret: string }>(
    '/webhook_endpoints',
    { url: receiver.url },
    `${mark}-endpoint`,
  );
  receiver.open(made.body.secret);

  const note = (order: NewOrder, flow: Order['flow'] = 'push'): Order => {
    const noted = { ...order, flow, reference: `${mark}-${orders.length + 1}` };
    orders.push(noted);
    return noted;
  };
  const request = (order: Order) => {
    const { operator, country, currency, phone, digits } = ACCOUNTS[order.provider];
    // A number of its own: a number has one prompt at a time.
    const number = `${phone}${String(orders.indexOf(order) + 1).padStart(digits, '0')}${order.ending}`;
    const onPhone = order.flow === 'push' ? { operator, phone: number } : { attempts_max: 1 };
    return { amount: 1500, country, currency, reference: order.reference, ...onPhone };
  };
  const told = (order: Order, status: number, payment: Payment): Payment => {
    const repeated = order.paymentId === undefined || order.paymentId === payment.id;
    if (status !== 201 || !repeated) throw new Error(`${order.name}: ${status} ${JSON.stringify(payment)}`);
    order.paymentId = payment.id;
    return payment;
  };
  const create = async (order: Order, change: Record<string, unknown> = {}): Promise<Payment> => {
    const body = { ...request(order), ...change };
    const answer = await post<Payment>('/payments', body, order.reference);
    return told(order, answer.status, answer.body);
  };

  return {
    orders,
    taken: receiver.taken,
    confirmations: receiver.confirmations,
    confirmationUrl: receiver.confirmationUrl,
    endpointId: made.body.id,
    baseUrl: api,
    compat: demo.compat,
    note,
    charge: (order) => create(note(order)),
    chargeOnce: async (order) => {
      const noted = note(order);
      const answer = await once(`${api}/api/v1/payments`, {
        headers: { ...headers, 'idempotency-key': noted.reference },
        body: JSON.stringify(request(noted)),
      });
      if (answer !== undefined) told(noted, answer.status, JSON.parse(answer.text));
      return answer !== undefined;
    },
    askAgain: async (order) => void (await create(order)),
    host: (order, change) => create(note(order, 'page'), change),
    authorize: async ({ id }) => {
      const read = async () => (await insist<Payment>(`${api}/api/v1/payments/${id}`, { headers })).body;
      if (!(await asksForCode(read))) return;
      for (let entry = 1; ; entry += 1) {
        const code = { code: '1234' };
        const { status, body } = await post<{ code?: string }>(
          `/payments/${id}/authorize`,
          code,
          `${id}-${entry}`,
        );
        if (status !== 200 && body.code !== 'otp_not_expected') throw new Error(JSON.stringify(body));
        // What was cut off is not carried on: while a code is still asked for, the payer types it again.
        if ((await read()).next_action?.type !== 'enter_otp') return;
        if (entry > ENTRIES_MAX) throw new Error(`The code of ${id} is never taken: ${JSON.stringify(body)}`);
        await sleep(AGAIN_MS);
      }
    },
    close: receiver.close,
  };
}

/** False when it never does: the reply that would have said so was lost. */
async function asksForCode(read: () => Promise<Payment>): Promise<boolean> {
  for (const until = Date.now() + ASKED_WITHIN_MS; Date.now() < until; await sleep(AGAIN_MS)) {
    if ((await read()).next_action?.type === 'enter_otp') return true;
  }
  return false;
}

/** Asks again until the gateway gives an answer of its own: not silence, not trouble, not "still running". */
export async function insist<T>(
  address: string,
  init: RequestInit,
): Promise<Answer<T> & { location: string }> {
  for (const until = Date.now() + GIVE_UP_MS; ; ) {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const response = await fetch(address, { ...init, redirect: 'manual', signal });
      const text = await response.text();
      const location = new URL(response.headers.get('location') ?? '', address).href;
      const isJson = response.headers.get('content-type')?.includes('json');
      const body = isJson ? JSON.parse(text) : text;
      if (response.status < 500 && body.code !== 'idempotency_key_in_use')
        return { status: response.status, body, location };
      if (Date.now() > until) throw new Error(`${address}: ${response.status} ${text}`);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await sleep(AGAIN_MS);
  }
}

/** One POST over a connection of its own; undefined when it was not answered whole. */
function once(
  address: string,
  { headers, body }: { headers: Record<string, string>; body: string },
): Promise<{ status: number; text: string } | undefined> {
  return new Promise((resolve) => {
    const sending = requestOverHttp(address, { method: 'POST', headers, agent: false }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      reply.on('close', () => resolve(reply.complete ? { status: reply.statusCode ?? 0, text } : undefined));
    });
    sending.on('error', () => resolve(undefined)).end(body);
  });
}

/** The shop's endpoint. What it cannot verify or read is answered 400 and so never counts as taken. */
async function receive() {
  const taken = new Map<string, Taken>();
  const confirmations: string[] = [];
  let verify: Webhook | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url === '/confirmation') {
      confirmations.push(Buffer.concat(chunks).toString());
      response.writeHead(200).end();
      return;
    }
    try {
      const event = verify?.verify(Buffer.concat(chunks), request.headers as Record<string, string>) as {
        id: string;
        type: string;
        data: { id: string; payment?: string };
      };
      const before = taken.get(event.id);
      taken.set(event.id, {
        type: event.type,
        payment: event.data.payment ?? event.data.id,
        times: (before?.times ?? 0) + 1,
      });
      response.writeHead(200).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    confirmationUrl: `http://127.0.0.1:${port}/confirmation`,
    taken,
    confirmations,
    open: (secret: string) => {
      verify = new Webhook(secret);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

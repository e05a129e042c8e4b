/**
 * The demo shop's server: it knows of Cross only what any shop knows, its secret key and the endpoint's secret, and
 * talks to it over HTTP. Its orders are read from verified webhooks alone.
 */
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { type Clock, systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { type HttpSend, sendHttp } from '#lib/http.ts';
import { newReceiptCode, newUuid } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { isCurrency, type Money, money } from '#lib/money.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { hmacHex, safeEqual } from '#lib/secrets.ts';
import { type DemoSecrets, readDemoSecrets } from './demo-secrets.ts';
import { type Cart, cartText, cartTotal, type Place, placeId } from './shop-goods.ts';

const API_TIMEOUT_MS = 15_000;
const RECENT_MAX = 5;

/** Every country and currency that a registered provider serves: a provider that joins brings its own. */
export function shopPlaces(): readonly Place[] {
  const places = Object.values(PROVIDERS).flatMap(({ manifest }) =>
    manifest.currencies.map((currency) => ({ country: manifest.country, currency })),
  );
  return [...new Map(places.map((place) => [placeId(place), place])).values()];
}

/** The providers that serve a place, for a shop that tries one of several; Cross chooses where none is named. */
export function shopProviders({ country, currency }: Place): readonly { id: string; name: string }[] {
  return Object.values(PROVIDERS)
    .map(({ manifest }): Manifest => manifest)
    .filter((manifest) => manifest.country === country && manifest.currencies.includes(currency))
    .map(({ id, name }) => ({ id, name }));
}

// ───────────── an order ─────────────

export type OrderState = 'waiting' | 'paid' | 'failed';

export interface ShopOrder {
  id: string;
  /** Our address of its payment; absent when it could not be created. */
  checkoutUrl?: string;
  cart: Cart;
  total: Money;
  state: OrderState;
  createdAt: Date;
  webhooks: readonly { id: string; type: string; verified: boolean; at: Date }[];
}

const CART = z.record(z.string(), z.number());

/** Writes the order down, asks Cross for a payment, and tells its address; undefined when that failed. */
export async function placeOrder(
  { cart, place, locale, provider }: { cart: Cart; place: Place; locale: 'fr' | 'en'; provider?: string },
  { clock, send }: { clock: Clock; send: HttpSend } = { clock: systemClock, send: sendHttp },
): Promise<{ order: string; url: string } | undefined> {
  const id = `AWA-${newReceiptCode()}`;
  const total = cartTotal(cart, place.currency);
  // Before the call: the first webhook may be quicker than the answer.
  await db.sandboxShopOrder.create({
    data: { id, cart, amount: total.amount, currency: total.currency, createdAt: clock.now() },
  });
  const back = `${env().publicUrl}/sandbox/shop/orders/${id}?lang=${locale}`;
  const result = await send({
    method: 'POST',
    url: `${env().internalUrl}/api/v1/payments`,
    headers: {
      authorization: `Bearer ${secrets().secret_key}`,
      'content-type': 'application/json',
      'idempotency-key': id,
    },
    body: JSON.stringify({
      amount: Number(total.amount),
      currency: total.currency,
      country: place.country,
      reference: id,
      description: cartText(cart, locale),
      customer: { locale },
      ...(provider === undefined ? {} : { metadata: { test_provider: provider } }),
      success_url: back,
      cancel_url: back,
      failure_url: back,
    }),
    timeoutMs: API_TIMEOUT_MS,
    guard: 'loopback',
  });
  const payment = result.kind === 'reply' && result.status === 201 ? readPayment(result.text) : undefined;
  if (payment === undefined) {
    const answer =
      result.kind === 'reply' ? { status: result.status, text: result.text } : { reason: result.reason };
    log.error({ order: id, ...answer }, 'the demo shop could not create a payment');
    return undefined;
  }
  await db.sandboxShopOrder.update({ where: { id }, data: { paymentId: payment.id } });
  return { order: id, url: payment.checkout_url };
}

const CREATED_PAYMENT = z.looseObject({ id: z.string(), checkout_url: z.url() });

function readPayment(text: string): z.output<typeof CREATED_PAYMENT> | undefined {
  try {
    return CREATED_PAYMENT.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export async function findOrder(id: string): Promise<ShopOrder | undefined> {
  const row = await db.sandboxShopOrder.findUnique({ where: { id } });
  if (row === null || !isCurrency(row.currency)) return undefined;
  const webhooks = await db.sandboxShopWebhook.findMany({
    where: { orderId: id },
    orderBy: { receivedAt: 'asc' },
  });
  const total = money(row.amount, row.currency);
  return {
    id,
    ...(row.paymentId === null ? {} : { checkoutUrl: `${env().publicUrl}/pay/${row.paymentId}` }),
    cart: CART.parse(row.cart),
    total,
    state: orderState(webhooks, total),
    createdAt: row.createdAt,
    webhooks: webhooks.map(({ eventId, type, verified, receivedAt }) => ({
      id: eventId,
      type,
      verified,
      at: receivedAt,
    })),
  };
}

/** The newest orders, for a payer who left while the payment was pending. */
export async function recentOrders(): Promise<ShopOrder[]> {
  const rows = await db.sandboxShopOrder.findMany({
    orderBy: { createdAt: 'desc' },
    take: RECENT_MAX,
    select: { id: true },
  });
  const orders = await Promise.all(rows.map(({ id }) => findOrder(id)));
  return orders.filter((order) => order !== undefined);
}

// ───────────── webhooks ─────────────

const EVENT = z.looseObject({
  id: z.string().max(100),
  type: z.string().max(100),
  sequence: z.number().optional(),
  data: z.looseObject({
    object: z.string().optional(),
    id: z.string().optional(),
    reference: z.string().optional(),
    /** Refunds and discrepancies name their payment. */
    payment: z.string().optional(),
    status: z.string().optional(),
    amount: z.number().optional(),
    currency: z.string().optional(),
  }),
});

export interface ReceivedWebhook {
  headers: Record<string, string>;
  body: string;
}

/** `stored` and `other` are answered 2xx: the signature held. */
export type WebhookVerdict = 'stored' | 'other' | 'forged' | 'unreadable';

/**
 * Verifies a webhook after Standard Webhooks and writes it to its order. One whose signature does not hold is written
 * down too, as such, when it names one of our orders: so that a developer sees it. It moves nothing.
 */
export async function receiveShopWebhook(
  { headers, body }: ReceivedWebhook,
  clock: Clock = systemClock,
): Promise<WebhookVerdict> {
  const event = EVENT.safeParse(parsed(body)).data;
  if (event === undefined) return 'unreadable';
  const verified = isVerified(headers, body);
  const orderId = await orderOf(event.data);
  if (orderId !== undefined) {
    await db.sandboxShopWebhook.create({
      data: {
        id: newUuid(),
        orderId,
        eventId: event.id,
        type: event.type,
        verified,
        body: JSON.parse(body),
        receivedAt: clock.now(),
      },
    });
  }
  if (!verified) return 'forged';
  return orderId === undefined ? 'other' : 'stored';
}

function isVerified(headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(secrets().shop_endpoint_secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

async function orderOf({ reference, payment }: z.output<typeof EVENT>['data']): Promise<string | undefined> {
  const row = await db.sandboxShopOrder.findFirst({
    where: reference === undefined ? { paymentId: payment ?? '' } : { id: reference },
    select: { id: true },
  });
  return row?.id;
}

/** The last word of the verified payment events, by their sequence: they may arrive twice or in another order. */
function orderState(webhooks: readonly { verified: boolean; body: unknown }[], total: Money): OrderState {
  const events = webhooks.flatMap(({ verified, body }) => {
    const event = verified ? EVENT.safeParse(body).data : undefined;
    return event?.data.object === 'payment' ? [event] : [];
  });
  const last = events.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0)).at(-1)?.data;
  const sameMoney = last?.amount === Number(total.amount) && last.currency === total.currency;
  if (last?.status === 'succeeded' && sameMoney) return 'paid';
  return last !== undefined && ['failed', 'canceled', 'expired'].includes(last.status ?? '')
    ? 'failed'
    : 'waiting';
}

// ───────────── the way back ─────────────

/** What the return's signature says: none came, it holds, or it does not. */
export type ReturnCheck = 'none' | 'good' | 'bad';

/** Checks `signature` = hex HMAC-SHA256 of `payment_id.reference.status.timestamp` with the app's signing secret. */
export function checkReturn(orderId: string, parameter: (name: string) => string): ReturnCheck {
  const signature = parameter('signature');
  if (signature === '') return 'none';
  const signed = ['payment_id', 'reference', 'status', 'timestamp'].map(parameter).join('.');
  const holds = safeEqual(signature, hmacHex(secrets().webhook_secret, signed));
  return holds && parameter('reference') === orderId ? 'good' : 'bad';
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function secrets(): DemoSecrets {
  const found = readDemoSecrets();
  if (found === undefined) throw new Error('The demo shop has no keys: run node prisma/seed.ts.');
  return found;
}

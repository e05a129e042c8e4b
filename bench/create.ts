/** Payments created per second over HTTP, against the two floors of the same minute. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Pool } from 'undici';
import { floorStatement } from './floor.ts';
import { measureRate, median, type Rate, repeat } from './load.ts';
import { processorTime } from './processor-time.ts';
import type { Product } from './product.ts';
import { openShop, type Shop } from './shop.ts';

export interface CreateResult {
  clients: number;
  /** Requests a second of an empty route handler of the same server. */
  empty: Rate;
  /** floor.sql a second, sent by a plain client. */
  sql: Rate;
  created: Rate;
  /** Milliseconds of processor time of one: web process and PostgreSQL together. */
  processorMs: { empty: number; sql: number; created: number };
  /** Created, as a share of what the two floors allow together: 1/(1/empty + 1/sql). Median of the rounds' shares. */
  share: number;
}

/** Answers `ok` and does nothing else: no database, no log. */
const EMPTY_ROUTE = '/healthz';
/** Until the processes' code is compiled: on a busy machine seconds would not say when. */
const WARM_UP = { count: 3_000, clients: 32, secondsMax: 40 };

/** Each round measures floors and product one after the other, so that what else the machine does hits all three. */
export async function measureCreate(
  product: Product,
  { clients, seconds, rounds }: { clients: number; seconds: number; rounds: number },
): Promise<CreateResult> {
  const shop = await openShop();
  const http = new Pool(product.baseUrl, { connections: clients, pipelining: 1 });
  const sql = new pg.Pool({ connectionString: product.databaseUrl, max: clients });
  const subjects = {
    empty: () => askEmptyRoute(http),
    sql: async () => void (await sql.query(floorStatement(shop).statement)),
    created: () => createOne(http, shop),
  };
  try {
    for (const one of Object.values(subjects)) await repeat(one, WARM_UP);
    const measured: { empty: Cost; sql: Cost; created: Cost }[] = [];
    const measure = (one: () => Promise<void>) => measureCost(product, one, { clients, seconds });
    for (let round = 0; round < rounds; round += 1) {
      measured.push({
        empty: await measure(subjects.empty),
        sql: await measure(subjects.sql),
        created: await measure(subjects.created),
      });
    }
    const processorMs = (name: keyof typeof subjects) =>
      median(measured.map((round) => round[name].processorMs));
    return {
      clients,
      empty: medianRate(measured.map(({ empty }) => empty)),
      sql: medianRate(measured.map(({ sql: rate }) => rate)),
      created: medianRate(measured.map(({ created }) => created)),
      processorMs: {
        empty: processorMs('empty'),
        sql: processorMs('sql'),
        created: processorMs('created'),
      },
      share: median(measured.map(shareOf)),
    };
  } finally {
    await http.close();
    await sql.end();
    await shop.close();
  }
}

interface Cost extends Rate {
  processorMs: number;
}

async function measureCost(
  product: Product,
  one: () => Promise<void>,
  options: { clients: number; seconds: number },
): Promise<Cost> {
  const before = processorTime(product);
  const rate = await measureRate(one, options);
  const after = processorTime(product);
  const spentMs = after.web - before.web + (after.postgres - before.postgres);
  return { ...rate, processorMs: spentMs / (rate.perSecond * options.seconds) };
}

function shareOf({ empty, sql, created }: { empty: Rate; sql: Rate; created: Rate }): number {
  return created.perSecond * (1 / empty.perSecond + 1 / sql.perSecond);
}

function medianRate(rates: readonly Rate[]): Rate {
  const middle = (name: keyof Rate) => median(rates.map((rate) => rate[name]));
  return { perSecond: middle('perSecond'), p50: middle('p50'), p99: middle('p99') };
}

async function askEmptyRoute(http: Pool): Promise<void> {
  const { statusCode, body } = await http.request({ method: 'GET', path: EMPTY_ROUTE });
  await body.text();
  if (statusCode !== 200) throw new Error(`${EMPTY_ROUTE} answered ${statusCode}`);
}

async function createOne(http: Pool, shop: Shop): Promise<void> {
  const { statusCode, body } = await http.request({
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
      description: 'Panier 1042',
      success_url: 'https://shop.example/thanks',
      cancel_url: 'https://shop.example/cart',
      metadata: { cart: '1042' },
    }),
  });
  const text = await body.text();
  if (statusCode !== 201) throw new Error(`POST /payments answered ${statusCode}: ${text}`);
}

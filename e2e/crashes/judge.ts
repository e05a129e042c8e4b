/**
 * The final accounting after crashes: of each payment against the operator's own journal, and of the whole database.
 * What is expected follows from the story and from what the operator could tell us, never from what we wrote.
 */
import pg from 'pg';
import { providerById } from '#lib/providers/index.ts';
import { type End, endFor } from '#lib/sandbox/stories.ts';
import type { Order, Shop } from './shop.ts';

export interface Judge {
  /** Everything that is wrong or not finished yet, one sentence each; empty when all is right and at rest. */
  problems: (shop: Shop) => Promise<string[]>;
  query: <T extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<T[]>;
  close: () => Promise<void>;
}

/** A judge of its own connection, which outlives the server it speaks to. */
export function openJudge(databaseUrl: string): Judge {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => {});
  const query: Judge['query'] = async (sql, values = []) => (await pool.query(sql, values)).rows;
  return {
    query,
    close: () => pool.end(),
    problems: async (shop) => {
      const facts = new Map(
        (await query<Facts>(FACTS, [references(shop)])).map((row) => [row.reference, row]),
      );
      const ofOrders = shop.orders.flatMap((order) =>
        orderProblems(order, facts.get(order.reference), shop).map(
          (problem) => `${order.name} (${order.provider} ${order.ending} ${order.paymentId}): ${problem}`,
        ),
      );
      const [wide] = await query<Record<string, number>>(WHOLE, [shop.endpointId]);
      const ofAll = Object.entries(wide ?? {}).flatMap(([what, count]) =>
        count === 0 ? [] : [`${count} ${what}`],
      );
      return [...ofOrders, ...ofAll];
    },
  };
}

function references({ orders }: Shop): string[] {
  return orders.map(({ reference }) => reference);
}

interface Facts {
  id: string;
  reference: string;
  status: string;
  failure: string | null;
  surplus: boolean;
  suspense: boolean;
  attempts: number;
  /** The provider's reply to the charge said something. */
  heard: boolean;
  /** The provider's own reference is known, by which alone some can be asked. */
  named: boolean;
  /** Transactions in the operator's journal under our references. */
  transactions: number;
  charges: number;
  /** A callback of the operator was stored, or answered with 2xx. */
  told: boolean;
  postings: string[];
  events: { id: string; type: string }[];
}

const FACTS = `
  SELECT p.id, p.reference, p.status, p.failure_code AS failure, p.surplus, p.suspense, p.attempts_count AS attempts,
    coalesce(bool_or(EXISTS (SELECT 1 FROM observations o
      WHERE o.attempt_id = a.id AND o.source = 'reply' AND o.outcome <> 'unknown')), false) AS heard,
    coalesce(bool_or(a.provider_reference IS NOT NULL), false) AS named,
    count(t.id)::int AS transactions,
    coalesce(sum(t.charges), 0)::int AS charges,
    coalesce(bool_or(t.callbacks @? '$[*] ? (@.status >= 200 && @.status < 300 && @.kind == "callback")'
      OR EXISTS (SELECT 1 FROM callbacks c WHERE c.attempt_id = a.id)), false) AS told,
    (SELECT coalesce(json_agg(CASE WHEN key LIKE '%:provider_fee' THEN 'provider_fee' ELSE event END), '[]')
      FROM postings WHERE resource_id = p.id) AS postings,
    (SELECT coalesce(json_agg(json_build_object('id', e.id, 'type', e.type)), '[]')
      FROM events e WHERE e.resource_id = p.id OR e.data->>'payment' = p.id) AS events
  FROM payments p
    LEFT JOIN attempts a ON a.payment_id = p.id
    LEFT JOIN sandbox_transactions t ON t.reference = a.reference
  WHERE p.reference = ANY ($1)
  GROUP BY p.id`;

/** What must be none, over everything that ever happened on this gateway; the names are the sentences. */
const WHOLE = `
  SELECT
    (SELECT count(*)::int FROM sandbox_transactions t
      WHERE NOT EXISTS (SELECT 1 FROM attempts a WHERE a.reference = t.reference)) AS "charges without an intention",
    (SELECT count(*)::int FROM (SELECT reference FROM sandbox_transactions GROUP BY reference HAVING count(*) > 1) AS twice)
      AS "intentions charged as two transactions",
    (SELECT count(*)::int FROM (SELECT resource_id FROM events GROUP BY resource_id
      HAVING count(*) <> max(sequence) OR min(sequence) <> 1) AS gaps) AS "resources whose events do not count from 1",
    (SELECT count(*)::int FROM events WHERE position IS NULL) AS "events without a position",
    (SELECT count(*)::int FROM postings WHERE position IS NULL) AS "postings without a position",
    (SELECT count(*) - count(DISTINCT position) FROM events)::int AS "events that share a position",
    (SELECT count(*)::int FROM events e WHERE NOT EXISTS (
      SELECT 1 FROM deliveries d WHERE d.event_id = e.id AND d.endpoint_id = $1)
      AND e.created_at > (SELECT created_at FROM webhook_endpoints WHERE id = $1)) AS "events without a delivery",
    (SELECT count(*)::int FROM deliveries WHERE endpoint_id = $1 AND status <> 'delivered') AS "undelivered webhooks",
    (SELECT count(*)::int FROM callbacks WHERE next_try_at IS NOT NULL) AS "unread callbacks",
    (SELECT count(*)::int FROM sandbox_transactions WHERE next_step_at IS NOT NULL) AS "unfinished stories",
    (SELECT count(*)::int FROM attempts WHERE next_query_at IS NULL AND status IN ('submitting', 'pending', 'requires_otp'))
      AS "open attempts that nobody will ask about",
    (SELECT count(*)::int FROM payments WHERE status = 'created' AND expires_at < now()) AS "payments past their time"`;

function orderProblems(order: Order, facts: Facts | undefined, shop: Shop): string[] {
  if (facts === undefined) return ['was never created'];
  if (order.paymentId === undefined) return ['the shop was never answered'];
  const end = expectedEnd(order, facts);
  const webhooks = [...shop.taken].filter(([, { payment }]) => payment === facts.id);
  const events = facts.events.filter(({ id }) => shop.taken.has(id));
  return [
    differs('payment id', facts.id, order.paymentId),
    differs('status', facts.status, end.status),
    differs('failure', facts.failure, end.failureCode ?? null),
    differs('surplus', facts.surplus, end.flags.includes('surplus')),
    differs('suspense', facts.suspense, end.flags.includes('suspense')),
    differs('charges', facts.charges, end.charges),
    differs('postings', facts.postings.sort(), [...end.postings].sort()),
    differs(
      'webhooks',
      certain(
        order,
        facts,
        webhooks.map(([, { type }]) => type),
      ),
      certain(order, facts, end.webhooks),
    ),
    // Two events about one step would differ in their ids; the shop could not tell that they are the same.
    differs('events unknown to the shop', facts.events.length - events.length, 0),
    differs('webhooks without an event', webhooks.length - events.length, 0),
    differs('payment.pending at most once', facts.events.filter(isPending).length > 1, false),
  ].flat();
}

/**
 * Where messages race with crashes, `payment.pending` may come or not. A page's session is over after 30 s here: money
 * that is heard of later comes late, after `payment.expired`. Everything else is certain.
 */
function certain({ flow }: Order, { status }: Facts, types: readonly string[]): string[] {
  const late = flow === 'page' && status === 'succeeded';
  return types.filter((type) => type !== 'payment.pending' && !(late && type === 'payment.expired')).sort();
}

function isPending({ type }: { type: string }): boolean {
  return type === 'payment.pending';
}

const NOBODY_PAID: End = {
  status: 'expired',
  failureCode: 'session_expired',
  flags: [],
  charges: 0,
  postings: [],
  webhooks: ['payment.created', 'payment.expired'],
};

/** Silence is unknown: the attempt is asked about for 72 hours, and nobody says "failed". */
const SILENCE: End = {
  status: 'pending',
  flags: [],
  charges: 0,
  postings: [],
  webhooks: ['payment.created'],
};

/** The call never left us: certain, so it is a failure. */
const NOT_REACHED: End = {
  ...SILENCE,
  status: 'failed',
  failureCode: 'operator_unavailable',
  webhooks: ['payment.created', 'payment.failed'],
};

function expectedEnd({ provider, ending, flow }: Order, facts: Facts): End {
  const { manifest } = providerById(provider);
  const story = endFor(manifest, { ending, flow, tellsFee: provider === 'my-coolpay' });
  if (story === undefined) throw new Error(`${provider} has no story ${ending}.`);
  if (flow === 'page' && facts.transactions === 0) return NOBODY_PAID;
  // A direct payment lives a minute here: one whose gateway was away for longer is never charged.
  if (facts.attempts === 0 && facts.status === 'expired') return NOBODY_PAID;
  const accepted = story.webhooks.includes('payment.pending');
  if (facts.heard && accepted && facts.transactions === 0) return NOT_REACHED;
  const canAsk = manifest.queryBy === 'reference' ? facts.transactions > 0 : facts.named;
  if (facts.heard || canAsk || facts.told) return story;
  // The page's address was in the lost reply: nobody can have paid there.
  if (flow === 'page') return NOBODY_PAID;
  // The operator may debit a payer who was sent a code or a prompt: at most as often as its story says.
  return { ...SILENCE, charges: Math.min(facts.charges, story.charges) };
}

function differs(what: string, is: unknown, expected: unknown): string[] {
  const [seen, wanted] = [JSON.stringify(is), JSON.stringify(expected)];
  return seen === wanted ? [] : [`${what} is ${seen}, not ${wanted}`];
}

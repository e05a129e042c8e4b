/** The worker of a history: runs what lib/worker/tasks.ts runs, in the order of its due times. */
import { db } from '#lib/db.ts';
import { expirePayment } from '#lib/payments/expire.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { postponeCallback, processCallback } from '#lib/payments/receive-callback.ts';
import { timings } from '#lib/timings.ts';
import { Random } from './random.ts';
import type { World } from './run.ts';
import type { DueWork } from './simulation.ts';

interface DueRow {
  kind: 'query' | 'expiry' | 'callback';
  id: string;
  at: Date;
}

/** As the real loop: a row that its run left as it was rests a moment. */
const REST_MS = 1_000;
/** How far a worker may be behind with its work. */
const LAGS_MS = [0, 15_000, 45_000] as const;
/** In calm a question may be a little late: nothing but time passes then, and every question costs a history time. */
const LAG_IN_CALM_MS = 100_000;

/** Tells what is due next; also that no payment which had succeeded has ever another status. */
export function worker(
  { simulation, shop, paymentIds }: World,
  seed: number,
): () => Promise<DueWork | undefined> {
  const { deps } = shop;
  const random = new Random(seed, 5);
  const lagMs = random.pick(LAGS_MS);
  const connectionIds = [...shop.connections.values()].map(({ connectionId }) => connectionId);
  /** A crash leaves leases behind, as in the database. */
  const leases = new Map<string, number>();
  /** When a row is really taken, by its due time. */
  const taken = new Map<string, number>();
  const everSucceeded = new Set<string>();

  function takenAt({ kind, id, at }: DueRow): number {
    const key = `${id} ${at.getTime()}`;
    const lateMs = simulation.calm && kind === 'query' ? LAG_IN_CALM_MS : lagMs;
    const takenMs = taken.get(key) ?? at.getTime() + random.between(0, lateMs);
    taken.set(key, takenMs);
    return takenMs;
  }

  async function run({ kind, id }: DueRow): Promise<void> {
    switch (kind) {
      case 'query':
        await queryAttempt(id, deps);
        return;
      case 'expiry':
        await expirePayment(id, deps);
        return;
      case 'callback':
        try {
          await processCallback(id, deps);
        } catch (error) {
          await postponeCallback(id, deps);
          throw error;
        }
    }
  }

  return async () => {
    const rows = await db.$queryRaw<(DueRow | { kind: 'succeeded'; id: string; at: null })[]>`
      SELECT 'query' AS kind, a.id, a.next_query_at AS at, p.created_at, a.number FROM attempts a
        JOIN payments p ON p.id = a.payment_id
        WHERE a.payment_id = ANY (${paymentIds}) AND a.next_query_at IS NOT NULL
      UNION ALL
      SELECT 'expiry', id, expires_at, created_at, 0 FROM payments
        WHERE id = ANY (${paymentIds}) AND status = 'created'
      UNION ALL
      SELECT 'callback', id::text, next_try_at, received_at, 0 FROM callbacks
        WHERE connection_id = ANY (${connectionIds}) AND next_try_at IS NOT NULL
      UNION ALL
      SELECT 'succeeded', id, NULL, created_at, 0 FROM payments
        WHERE id = ANY (${paymentIds}) AND status = 'succeeded'
      ORDER BY created_at, number, kind, id`;
    const succeeded = new Set(rows.flatMap(({ kind, id }) => (kind === 'succeeded' ? [id] : [])));
    for (const id of everSucceeded)
      if (!succeeded.has(id)) simulation.failures.push(`${id} had succeeded and has not any more.`);
    for (const id of succeeded) everSucceeded.add(id);

    let next: { row: DueRow; atMs: number } | undefined;
    for (const row of rows) {
      if (row.kind === 'succeeded') continue;
      const atMs = Math.max(takenAt(row), leases.get(row.id) ?? 0);
      if (next === undefined || atMs < next.atMs) next = { row, atMs };
    }
    if (next === undefined) return undefined;
    const { row, atMs } = next;
    return {
      atMs,
      run: async () => {
        leases.set(row.id, simulation.nowMs + timings().leaseMs);
        await simulation.start('worker', `worker ${row.kind}`, async () => {
          const { life } = simulation.fiber();
          await run(row);
          if (life.alive) leases.set(row.id, simulation.nowMs + REST_MS);
        });
      },
    };
  };
}

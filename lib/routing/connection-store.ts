/** Tokens and counters of a connection, or of an account at one of our server ends, for providers that keep some. */
import { addMs, type Clock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { ConnectionStore } from '#lib/providers/provider.ts';

/**
 * The store of one connection; values past their time are not returned.
 *
 * @param connectionId or the id of a sandbox account or dialect credential: all three kinds are random and never meet
 */
export function connectionStore(connectionId: string, clock: Clock): ConnectionStore {
  return {
    async get(key) {
      const row = await db.connectionValue.findUnique({ where: { connectionId_key: { connectionId, key } } });
      if (row === null) return undefined;
      return row.expiresAt === null || row.expiresAt > clock.now() ? row.value : undefined;
    },
    async set(key, value, options) {
      const expiresAt = options?.ttlMs === undefined ? null : addMs(clock.now(), options.ttlMs);
      await db.connectionValue.upsert({
        where: { connectionId_key: { connectionId, key } },
        create: { connectionId, key, value, expiresAt },
        update: { value, expiresAt },
      });
    },
    async increment(key) {
      const rows = await db.$queryRaw<{ value: string }[]>`
        INSERT INTO connection_values (connection_id, key, value) VALUES (${connectionId}, ${key}, '1')
        ON CONFLICT (connection_id, key) DO UPDATE SET value = (connection_values.value::bigint + 1)::text
        RETURNING value`;
      return Number(rows[0]?.value);
    },
  };
}

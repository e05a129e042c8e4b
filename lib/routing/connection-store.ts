/** Tokens and counters of a connection, or of an account at one of our server ends, for providers that keep some. */
import { addMs, type Clock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { ConnectionStore } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, SealError, seal } from '#lib/secrets.ts';

/** Counters are plain numbers; whatever else is kept may be a token, and is sealed (domain rule 11). */
const SEALED = 'sealed:';

/**
 * The store of one connection; values past their time are not returned.
 *
 * @param connectionId or the id of a sandbox account or dialect credential: all three kinds are random and never meet
 */
export function connectionStore(connectionId: string, clock: Clock): ConnectionStore {
  const purpose = (key: string) => sealPurpose.connectionValue(connectionId, key);
  return {
    async get(key) {
      const row = await db.connectionValue.findUnique({ where: { connectionId_key: { connectionId, key } } });
      if (row === null) return undefined;
      const alive = row.expiresAt === null || row.expiresAt > clock.now();
      return alive ? unsealed(row.value, purpose(key)) : undefined;
    },
    async set(key, plain, options) {
      const value = SEALED + Buffer.from(seal(plain, purpose(key))).toString('base64');
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

/** What a lost CROSS_SECRET made unreadable is as good as never kept: a token is asked for anew. */
function unsealed(value: string, purpose: string): string | undefined {
  if (!value.startsWith(SEALED)) return value;
  try {
    return open(Buffer.from(value.slice(SEALED.length), 'base64'), purpose);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

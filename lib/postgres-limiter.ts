/** Counters that hold across processes and restarts: sign-in, second factor, invitations, look-ups. */
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { db } from './db.ts';

const made = new Map<string, RateLimiterPostgres>();

/**
 * A counter of this name, made once a process. Expired windows are removed by the library, once in five minutes.
 *
 * @param keyPrefix its name, unique in the project
 * @param points how many are allowed in a window of `seconds`
 */
export function postgresLimiter(options: {
  keyPrefix: string;
  points: number;
  seconds: number;
}): RateLimiterPostgres {
  const { keyPrefix, points, seconds } = options;
  const known = made.get(keyPrefix);
  if (known !== undefined) return known;
  const limiter = new RateLimiterPostgres({
    storeClient: prismaAsPool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix,
    points,
    duration: seconds,
  });
  made.set(keyPrefix, limiter);
  return limiter;
}

/** The library speaks to a `pg` pool; ours is inside Prisma. */
const prismaAsPool = {
  async query({ text, values }: { text: string; values: unknown[] }) {
    const rows = await db.$queryRawUnsafe<{ points: number; expire: bigint | null }[]>(text, ...values);
    return {
      rows: rows.map(({ points, expire }) => ({ points, expire: expire === null ? null : Number(expire) })),
      rowCount: rows.length,
    };
  },
};

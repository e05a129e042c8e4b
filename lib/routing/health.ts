/**
 * Whether a connection works, by what it answered to our own charges a short while ago. A connection that answers badly
 * is tried after the others, and below a floor not at all. Nobody has to bring it back: bad answers grow old, and with
 * too few recent ones nothing can be said against it, so it is tried again.
 */
import { addMs } from '#lib/clock.ts';
import { db, type Sql, sql } from '#lib/db.ts';

/** Answers older than this say nothing about now; a connection below the floor rests as long at most. */
export const HEALTH_WINDOW_MS = 10 * 60_000;
/** Only the last answers are looked at: a busy connection's judgement follows within a minute. */
export const HEALTH_ANSWERS_MAX = 50;
/** Fewer answers may be bad luck. */
export const HEALTH_ANSWERS_MIN = 10;
/** A call that has been out this long without an answer counts as a bad one. */
const SILENT_AFTER_MS = 30_000;
/** Per cent of bad answers from which a connection is tried last, and from which it rests. */
export const HEALTH_FLOORS = { poor: 40, down: 80 } as const;

/** `poor`: tried after the others. `down`: not tried at all until its answers have grown old. */
export type Health = 'unknown' | 'good' | 'poor' | 'down';

/** What a connection answered, however long one looks back. */
export interface Answers {
  answers: number;
  /** No connection, no readable answer, operator down, our account refused, or never told how it ended. */
  bad: number;
}

/** What a connection answered within the window. */
export interface RecentAnswers extends Answers {
  lastAt: Date | null;
}

/**
 * Over `attempts`: an answer that speaks against the connection. Here alone, so that routing, the connections' page and
 * the figures mean the same by it. Counted per attempt: one that was silent at first and was found paid later is good;
 * what the payer or the shop did is no fault of the connection's.
 */
export const IS_BAD: Sql = sql`(status IN ('submitting', 'unresolved')
  OR coalesce(failure_code IN ('operator_unavailable', 'merchant_config'), false))`;

/** Over `attempts`: the provider was asked, and has answered or had its time to. */
export function isAnswered(now: Date): Sql {
  return sql`(called_at <= ${now} AND (status <> 'submitting' OR call_ended_at IS NOT NULL
    OR called_at <= ${addMs(now, -SILENT_AFTER_MS)}))`;
}

/** Pure: what recent answers say about a connection. A payer who declines is no fault of the connection's. */
export function judge({ answers, bad }: Answers): Health {
  if (answers === 0) return 'unknown';
  if (answers < HEALTH_ANSWERS_MIN) return 'good';
  const badPercent = (bad * 100) / answers;
  if (badPercent >= HEALTH_FLOORS.down) return 'down';
  return badPercent >= HEALTH_FLOORS.poor ? 'poor' : 'good';
}

/** Pure: healthy connections first, poor ones after them, each group in the order it came; those that are down left out. */
export function byHealth<T>(routes: readonly T[], healthOf: (route: T) => Health): T[] {
  const judged = routes.map((route) => ({ route, health: healthOf(route) }));
  const up = judged.filter(({ health }) => health !== 'down');
  return [
    ...up.filter(({ health }) => health !== 'poor'),
    ...up.filter(({ health }) => health === 'poor'),
  ].map(({ route }) => route);
}

/** The recent answers of each connection; one without any is there with zeros. */
export async function recentAnswers(
  connectionIds: readonly string[],
  now: Date,
): Promise<Map<string, RecentAnswers>> {
  if (connectionIds.length === 0) return new Map();
  const since = addMs(now, -HEALTH_WINDOW_MS);
  const rows = await db.$queryRaw<({ id: string } & RecentAnswers)[]>(sql`
    SELECT c.id, count(a.at)::int AS answers, count(a.at) FILTER (WHERE a.bad)::int AS bad, max(a.at) AS "lastAt"
    FROM unnest(${[...connectionIds]}::text[]) AS c (id)
    LEFT JOIN LATERAL (
      SELECT called_at AS at, ${IS_BAD} AS bad FROM attempts
      WHERE connection_id = c.id AND called_at > ${since} AND ${isAnswered(now)}
      ORDER BY called_at DESC LIMIT ${HEALTH_ANSWERS_MAX}
    ) a ON true
    GROUP BY c.id`);
  return new Map(rows.map(({ id, ...answers }) => [id, answers]));
}

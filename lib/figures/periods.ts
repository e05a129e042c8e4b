import { db, sql } from '#lib/db.ts';

/** From (included) to (left out), in UTC. */
export interface Period {
  from: Date;
  to: Date;
}

/** The moments that a merchant's figures are counted between. */
export interface Periods {
  /** Since midnight, where the merchant lives. */
  today: Period;
  /** The same hours of the day before, and of the same weekday a week ago: half a day is never set against a whole one. */
  yesterday: Period;
  lastWeek: Period;
  /** Midnight thirteen days before today's. */
  fortnightFrom: Date;
  /** Midnight six days before today's. */
  weekFrom: Date;
  /** The last fourteen days where the merchant lives, YYYY-MM-DD, the oldest first. */
  calendar: string[];
}

/**
 * Days begin at midnight of the merchant's time zone. PostgreSQL counts them: it knows the days that have 23 or 25 hours.
 *
 * @param timeZone an IANA name
 */
export async function periodsAt(now: Date, timeZone: string): Promise<Periods> {
  const days = await db.$queryRaw<{ ago: number; name: string; midnight: Date; hour: Date }[]>(sql`
    SELECT ago, to_char(local - make_interval(days => ago), 'YYYY-MM-DD') AS name,
      (date_trunc('day', local) - make_interval(days => ago)) AT TIME ZONE ${timeZone} AS midnight,
      (local - make_interval(days => ago)) AT TIME ZONE ${timeZone} AS hour
    FROM (SELECT ${now}::timestamptz AT TIME ZONE ${timeZone} AS local) AS clock,
      generate_series(0, 13) AS ago`);
  const day = (ago: number) => {
    const found = days.find((one) => one.ago === ago);
    if (found === undefined) throw new Error(`The day ${ago} days ago was not counted.`);
    return found;
  };
  const until = (ago: number): Period => ({ from: day(ago).midnight, to: day(ago).hour });
  return {
    today: { from: day(0).midnight, to: now },
    yesterday: until(1),
    lastWeek: until(7),
    fortnightFrom: day(13).midnight,
    weekFrom: day(6).midnight,
    calendar: days.toSorted((a, b) => b.ago - a.ago).map(({ name }) => name),
  };
}

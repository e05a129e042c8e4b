/** The one sentence of the first page: what, if anything, needs a person now. Pure. */
import { type Answers, HEALTH_FLOORS } from '#lib/routing/health.ts';
import type { PeriodFigures } from './received.ts';
import type { ConnectionHealth } from './tries.ts';

export type Attention =
  | { kind: 'no_connection' }
  | { kind: 'connection_down'; connection: ConnectionHealth }
  | { kind: 'discrepancies'; count: number }
  | { kind: 'success_dropped'; points: number }
  | { kind: 'connection_poor'; connection: ConnectionHealth }
  | { kind: 'bad_day'; connection: ConnectionHealth }
  | { kind: 'nothing_yet' }
  | { kind: 'fine' };

/** Fewer ends than this say nothing about a rate. */
const ENDS_MIN = 10;
const DROP_POINTS = 15;
/** Bad answers of a day that a small shop should hear of, though ten minutes hold too few of them to judge by. */
const BAD_OF_A_DAY_MIN = 3;

/** The most urgent thing first: payers who cannot pay, then money that waits for a decision, then what only looks odd. */
export function attention(seen: {
  today: PeriodFigures;
  lastWeek: PeriodFigures;
  discrepancies: number;
  connections: readonly ConnectionHealth[];
  /** Some connection is there and not paused. */
  connected: boolean;
}): Attention {
  const { today, lastWeek, discrepancies, connections, connected } = seen;
  if (!connected) return { kind: 'no_connection' };
  const down = connections.find(({ health }) => health === 'down');
  if (down !== undefined) return { kind: 'connection_down', connection: down };
  if (discrepancies > 0) return { kind: 'discrepancies', count: discrepancies };
  const dropped = dropOf(today, lastWeek);
  if (dropped !== undefined) return { kind: 'success_dropped', points: dropped };
  const poor = connections.find(({ health }) => health === 'poor');
  if (poor !== undefined) return { kind: 'connection_poor', connection: poor };
  const badDay = connections.find(({ day }) => isBadDay(day));
  if (badDay !== undefined) return { kind: 'bad_day', connection: badDay };
  const { succeeded, lost } = today.endings;
  return succeeded + lost + today.received.length === 0 ? { kind: 'nothing_yet' } : { kind: 'fine' };
}

/** Of a hundred payments that ended, how many succeeded, to a tenth; undefined while none has ended. */
export function successRate({ endings: { succeeded, lost } }: PeriodFigures): number | undefined {
  const ended = succeeded + lost;
  return ended === 0 ? undefined : Math.round((succeeded * 1_000) / ended) / 10;
}

function isBadDay({ answers, bad }: Answers): boolean {
  return bad >= BAD_OF_A_DAY_MIN && bad * 100 >= answers * HEALTH_FLOORS.poor;
}

function dropOf(today: PeriodFigures, before: PeriodFigures): number | undefined {
  const [now, then] = [successRate(today), successRate(before)];
  if (now === undefined || then === undefined) return undefined;
  const few = [today, before].some(({ endings }) => endings.succeeded + endings.lost < ENDS_MIN);
  const points = Math.round(then - now);
  return !few && points >= DROP_POINTS ? points : undefined;
}

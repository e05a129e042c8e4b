/** The one sentence of the first page: what, if anything, needs a person now. Pure. */
import type { PeriodFigures } from './received.ts';
import type { ConnectionHealth } from './tries.ts';

export type Attention =
  | { kind: 'connection_bad'; connection: ConnectionHealth }
  | { kind: 'discrepancies'; count: number }
  | { kind: 'success_dropped'; points: number }
  | { kind: 'connection_slow'; connection: ConnectionHealth }
  | { kind: 'nothing_yet' }
  | { kind: 'fine' };

/** Fewer ends than this say nothing about a rate. */
const ENDS_MIN = 10;
const DROP_POINTS = 15;

/** The most urgent thing first: payers who cannot pay, then money that waits for a decision, then what only looks odd. */
export function attention(seen: {
  today: PeriodFigures;
  lastWeek: PeriodFigures;
  discrepancies: number;
  connections: readonly ConnectionHealth[];
}): Attention {
  const { today, lastWeek, discrepancies, connections } = seen;
  const bad = connections.find(({ health }) => health === 'bad');
  if (bad !== undefined) return { kind: 'connection_bad', connection: bad };
  if (discrepancies > 0) return { kind: 'discrepancies', count: discrepancies };
  const dropped = dropOf(today, lastWeek);
  if (dropped !== undefined) return { kind: 'success_dropped', points: dropped };
  const slow = connections.find(({ health }) => health === 'slow');
  if (slow !== undefined) return { kind: 'connection_slow', connection: slow };
  const { succeeded, lost } = today.endings;
  return succeeded + lost + today.received.length === 0 ? { kind: 'nothing_yet' } : { kind: 'fine' };
}

/** Of a hundred payments that ended, how many succeeded, to a tenth; undefined while none has ended. */
export function successRate({ endings: { succeeded, lost } }: PeriodFigures): number | undefined {
  const ended = succeeded + lost;
  return ended === 0 ? undefined : Math.round((succeeded * 1_000) / ended) / 10;
}

function dropOf(today: PeriodFigures, before: PeriodFigures): number | undefined {
  const [now, then] = [successRate(today), successRate(before)];
  if (now === undefined || then === undefined) return undefined;
  const few = [today, before].some(({ endings }) => endings.succeeded + endings.lost < ENDS_MIN);
  const points = Math.round(then - now);
  return !few && points >= DROP_POINTS ? points : undefined;
}

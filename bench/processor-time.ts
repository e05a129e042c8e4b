/** Processor time of the product's processes, from /proc: what others do on the machine does not lengthen it. */
import { readFileSync } from 'node:fs';
import { childrenOf } from './memory.ts';
import type { Product } from './product.ts';

/** Milliseconds since they began, of the web process and of all of PostgreSQL; NaN where there is no /proc. */
export interface ProcessorTime {
  web: number;
  postgres: number;
}

export function processorTime(product: Product): ProcessorTime {
  const { web, postgres } = product.pids();
  const sum = (pids: readonly number[]) => pids.reduce((total, pid) => total + millisecondsOf(pid), 0);
  return { web: sum([web]), postgres: sum([postgres, ...childrenOf(postgres)]) };
}

/** Linux counts in hundredths of a second; the time of children that have ended stands with their parent. */
function millisecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
    return ((user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0)) * 10;
  } catch {
    return Number.NaN;
  }
}

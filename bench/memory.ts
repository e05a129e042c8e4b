/** Memory of each process, from /proc: what is its own, and its part of what is shared (PSS). */
import { readdirSync, readFileSync } from 'node:fs';
import type { Product } from './product.ts';

export interface Memory {
  /** Mebibytes. PostgreSQL's is the sum over its processes, shared buffers counted once. */
  web: number;
  worker: number;
  postgres: number;
}

/** @returns undefined where there is no /proc */
export function measureMemory(product: Product): Memory | undefined {
  const { web, worker, postgres } = product.pids();
  try {
    const withChildren = (pid: number) => [pid, ...childrenOf(pid)];
    return {
      web: mebibytes(withChildren(web)),
      worker: mebibytes(withChildren(worker)),
      postgres: mebibytes(withChildren(postgres)),
    };
  } catch {
    return undefined;
  }
}

function mebibytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + kibibytesOf(pid), 0) / 1024;
}

/** A process that has just ended has none. */
function kibibytesOf(pid: number): number {
  const rollup = readIfThere(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
}

/** Direct children; none of a process that has ended. */
export function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const lists = tasks.map((task) => readIfThere(`/proc/${pid}/task/${task}/children`));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

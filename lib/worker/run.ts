import { type Clock, systemClock } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { listenDue } from './listen.ts';
import { POLL_MS_MAX, startLoop, type Task } from './loop.ts';
import { startNumbering } from './numbering.ts';
import { openPool } from './postgres.ts';
import { startRareJobs } from './rare.ts';

export interface Worker {
  /** Claims no more, finishes what runs within `graceMs`, gives the rest back. */
  stop(): Promise<void>;
}

const HEARTBEAT_MS = 60_000;

/** Starts every loop of one worker process. The database must be reachable; what breaks later is tried again. */
export function startWorker({
  tasks,
  graceMs,
  clock = systemClock,
  pollMs = POLL_MS_MAX,
}: {
  tasks: readonly Task[];
  graceMs: number;
  clock?: Clock;
  /** See startLoop. */
  pollMs?: number;
}): Worker {
  const pool = openPool();
  const loops = tasks.map((task) => startLoop(task, { pool, clock, pollMs }));
  const numbering = startNumbering();
  const rareJobs = startRareJobs({ pool, clock });
  const listener = listenDue(() => {
    for (const loop of loops) loop.wake();
    numbering.wake();
  });
  const summary = () => Object.fromEntries(loops.map((loop) => [loop.kind, loop.counts()]));
  const heartbeat = setInterval(() => log.info({ tasks: summary() }, 'worker alive'), HEARTBEAT_MS);

  return {
    async stop() {
      clearInterval(heartbeat);
      const finished = Promise.all(loops.map((loop) => loop.stop()));
      const aside = [numbering.stop(), rareJobs.stop(), listener.stop()];
      if (!(await within(finished, graceMs))) {
        // Queries may be asked twice and webhooks sent twice: both are made for it. So others may go on at once.
        await Promise.all(loops.map((loop) => loop.release()));
      }
      await within(Promise.all(aside), graceMs);
      log.info({ tasks: summary() }, 'worker stopped');
      await within(pool.end(), graceMs);
    },
  };
}

/** True when it settled in time. */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, isAlive, stopProcess } from './processes.ts';
import { Refusal } from './progress.ts';

/** Who works in a data folder: one start and its children. */
type Running = { pid: number; stopping: boolean; children: number[] };

/** How long a start whose parent was killed may take to notice and say that it is stopping. */
const NOTICED_WITHIN_MS = 3_000;
const STOPPED_WITHIN_MS = 40_000;
const CHILDREN_WITHIN_MS = 15_000;

export type OnlyOne = { update: (change: Partial<Running>) => void; release: () => void };

/**
 * Makes this process the only start in the data folder. One that is just ending (its terminal was closed, its
 * parent was killed with -9) is waited for; children that a killed start left are ended; one that is really
 * running is a reason to refuse.
 */
export async function onlyOne(dataDir: string): Promise<OnlyOne> {
  const file = path.join(dataDir, 'start.json');
  await waitForOther(file, dataDir);
  for (const pid of read(file)?.children ?? []) {
    // The number may be somebody else's by now.
    if (isAlive(pid) && /lib\/(web|worker)\/main\.ts/.test(commandOf(pid))) {
      await stopProcess(pid, { signal: 'SIGTERM', withinMs: CHILDREN_WITHIN_MS });
    }
  }
  let running: Running = { pid: process.pid, stopping: false, children: [] };
  const update = (change: Partial<Running>) => {
    running = { ...running, ...change };
    // Whole at every moment: whoever reads half of it, or is killed in between, would lose the children's numbers.
    writeFileSync(`${file}.new`, JSON.stringify(running), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  update({});
  return { update, release: () => rmSync(file, { force: true }) };
}

async function waitForOther(file: string, dataDir: string): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    const other = read(file);
    if (!other || other.pid === process.pid || !isAlive(other.pid)) return;
    if (!/start\.mjs/.test(commandOf(other.pid))) return;
    if (Date.now() - startedAt > (other.stopping ? STOPPED_WITHIN_MS : NOTICED_WITHIN_MS)) {
      throw new Refusal(
        `Cross is already running with its data in ${dataDir} (process ${other.pid}): stop that one first, or set CROSS_DATA_DIR and PORT.`,
      );
    }
    await sleep(100);
  }
}

function read(file: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

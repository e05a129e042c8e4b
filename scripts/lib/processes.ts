import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process with this id runs. A zombie counts as gone: in a container nobody may ever reap it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: it exists and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isZombie(pid: number): boolean {
  try {
    return /\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // no /proc on this system
  }
}

/** The command line of a process, or nothing: a process number can be another program's by now. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    try {
      return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    } catch {
      return '';
    }
  }
}

/** Asks a process to end, waits, and kills it when it has not ended in time. */
export async function stopProcess(
  pid: number,
  options: { signal: NodeJS.Signals; withinMs: number },
): Promise<'ended' | 'killed'> {
  send(pid, options.signal);
  if (await hasEnded(pid, options.withinMs)) return 'ended';
  send(pid, 'SIGKILL');
  await hasEnded(pid, 5_000);
  return 'killed';
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; isAlive(pid); ) {
    if (Date.now() > until) return false;
    await sleep(30);
  }
  return true;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { stopProcess } from './processes.ts';
import { Refusal, seconds } from './progress.ts';

export type Child = {
  /** Resolves when it has said that it is ready; a Refusal when it ends before, since the next would fare no better. */
  ready: Promise<void>;
  /** Ends it in order and keeps it from being started again. */
  stop: () => Promise<void>;
  /** Ends the running one; the next starts at once. */
  restart: () => void;
};

/** Before one that ended by itself is started again: doubled each time, up to the most. */
const RESTART_MS = { first: 1_000, max: 30_000 };
/** One that ran this long has not failed at the start: the next waits the shortest time again. */
const STABLE_AFTER_MS = 60_000;
const READY_WITHIN_MS = 60_000;

/** Runs one of our processes and starts it again, ever later, when it ends by itself. */
export function startChild(options: {
  name: string;
  script: string;
  environment: NodeJS.ProcessEnv;
  /** Where its log goes: a file, or our own output. */
  output: number | 'inherit';
  /** How long it may take to end in order. */
  stopWithinMs: number;
  say: (line: string) => void;
  onPid: (pid: number) => void;
  /** Other pauses before it is started again: for tests. */
  restartMs?: { first: number; max: number };
}): Child {
  const restartMs = options.restartMs ?? RESTART_MS;
  let stopping = false;
  let child: ChildProcess;
  let waitMs = restartMs.first;
  let timer: NodeJS.Timeout | undefined;
  let asked = false;
  let wasReady = false;

  const launch = (): ChildProcess => {
    const startedAt = Date.now();
    asked = false;
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', options.script], {
      env: options.environment,
      // A group of its own: Ctrl-C reaches us, and we end the parts in order. The channel closes when we are
      // killed, and then it ends by itself.
      detached: true,
      stdio: ['ignore', options.output, 'inherit', 'ipc'],
    });
    options.onPid(child.pid ?? 0);
    child.once('exit', (code, signal) => {
      if (stopping || !wasReady) return;
      if (Date.now() - startedAt > STABLE_AFTER_MS || asked) waitMs = restartMs.first;
      const afterMs = asked ? 0 : waitMs;
      if (!asked) {
        options.say(
          `The ${options.name} process ended (${signal ?? code}) after ${seconds(startedAt)}; starting it again in ${afterMs / 1_000} s.`,
        );
      }
      waitMs = Math.min(waitMs * 2, restartMs.max);
      timer = setTimeout(launch, afterMs);
    });
    return child;
  };

  const ready = becomesReady(launch(), options.name).then(() => {
    wasReady = true;
  });
  return {
    ready,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      if (child.pid && child.exitCode === null && child.signalCode === null) {
        await stopProcess(child.pid, { signal: 'SIGTERM', withinMs: options.stopWithinMs });
      }
    },
    restart: () => {
      asked = true;
      child.kill('SIGTERM');
    },
  };
}

function becomesReady(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Refusal(`The ${name} process was not ready after ${READY_WITHIN_MS / 1_000} s.`)),
      READY_WITHIN_MS,
    );
    child.once('message', () => {
      clearTimeout(late);
      resolve();
    });
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      reject(new Refusal(`The ${name} process could not start (${signal ?? code}).`));
    });
  });
}

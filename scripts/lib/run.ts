import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export type Ran = { code: number; output: string };

/** Runs a command to its end and keeps what it printed, without colours. Never throws: a command that cannot start has code 127. */
export function run(
  command: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; onOutput?: (text: string) => void } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        options.onOutput?.(text);
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output: stripVTControlCharacters(output) });
    });
  });
}

/** The same, of a program from node_modules, on the Node that runs us. */
export function runNode(args: string[], options: Parameters<typeof run>[2] = {}): Promise<Ran> {
  return run(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], options);
}

/** Ends every command that is still running: we have been told to stop. */
export function endRunning(): void {
  for (const child of running) child.kill('SIGTERM');
}

const running = new Set<ReturnType<typeof spawn>>();

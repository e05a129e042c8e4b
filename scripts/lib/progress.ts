/** A reason to stop that the person at the terminal can mend: printed as one sentence, exit code 1. */
export class Refusal extends Error {
  override name = 'Refusal';
}

/** One line a step: what it is as it begins, how long it took when it ends. */
export async function step<T>(label: string, run: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  process.stdout.write(`${label} … `);
  try {
    const result = await run();
    process.stdout.write(`${seconds(startedAt)}\n`);
    return result;
  } catch (error) {
    process.stdout.write('stopped\n');
    throw error;
  }
}

/** Time passed, as a person reads it: "1.2 s". */
export function seconds(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1_000).toFixed(1)} s`;
}

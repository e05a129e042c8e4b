/** A provider's reply comes once: a database that is away for a moment must not lose it. */
import { setTimeout } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';

/** Pauses before each further try, in milliseconds: longer together than a transaction may wait for its turn. */
const WRITE_AGAIN_MS: readonly number[] = [100, 500, 2_000, 5_000, 10_000];

/**
 * Writes, and tries again when the database could not. A refusal (AppError) is an answer and passes through at once.
 *
 * @throws what the last try threw
 */
export async function untilWritten<T>(write: () => Promise<T>, pausesMs = WRITE_AGAIN_MS): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await write();
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.warn({ err: error }, 'a reply could not be written; trying again');
      await setTimeout(pauseMs);
    }
  }
  return write();
}

/** How often receipt codes may be tried: a right code costs nothing, guessing soon does. */
import { RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '#lib/peer-network.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';

/**
 * Wrong codes, from one place and from everywhere, within ten minutes. A code has 58 random bits: at the whole of the
 * second limit, day and night for a year, somebody with every address of the world meets one of ten million receipts
 * with a chance of about 1 in 200. Many people of one mobile network share an address, so right codes do not count.
 */
export const WRONG_CODES = { place: 20, everywhere: 3_000, seconds: 600 } as const;

/** Counts a look-up before it is made, so that parallel ones count too. Milliseconds to wait when there was none left. */
export async function takeLookUp(peer: string): Promise<{ retryAfterMs: number } | undefined> {
  const seen = await limiters().everywhere.get(EVERYWHERE);
  if (seen !== null && seen.consumedPoints >= WRONG_CODES.everywhere)
    return { retryAfterMs: seen.msBeforeNext };
  try {
    await limiters().place.consume(networkOf(peer));
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return { retryAfterMs: refusal.msBeforeNext };
    throw refusal;
  }
}

/** The code was right: it does not count. */
export async function giveLookUpBack(peer: string): Promise<void> {
  await limiters().place.reward(networkOf(peer), 1);
}

/** The code was wrong: it counts everywhere. */
export async function countWrong(): Promise<void> {
  await limiters().everywhere.penalty(EVERYWHERE, 1);
}

const EVERYWHERE = 'all';

function limiters() {
  const { place, everywhere, seconds } = WRONG_CODES;
  return {
    place: postgresLimiter({ keyPrefix: 'receipt-place', points: place, seconds }),
    everywhere: postgresLimiter({ keyPrefix: 'receipt-all', points: everywhere, seconds }),
  };
}

/**
 * How often a key may ask, counted in this process's memory: a limit against loops and floods, not an invoice. With
 * several web processes each counts its own share.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '#lib/errors.ts';

/** Requests of one key within one window. */
export const REQUESTS_PER_WINDOW = 1_000;
export const WINDOW_SECONDS = 10;

/** Refused keys from one address within a minute: enough for a typing mistake, not for a guessing machine. */
const REFUSED_KEYS_PER_MINUTE = 60;

const perKey = new RateLimiterMemory({
  keyPrefix: 'key',
  points: REQUESTS_PER_WINDOW,
  duration: WINDOW_SECONDS,
});
const refusedPerPeer = new RateLimiterMemory({
  keyPrefix: 'refused',
  points: REFUSED_KEYS_PER_MINUTE,
  duration: 60,
});

/**
 * Counts one request of a key.
 *
 * @returns the `RateLimit-*` headers of the answer; seconds until the window ends in `RateLimit-Reset`
 * @throws AppError too_many_requests, with the same headers and Retry-After
 */
export async function countRequest(keyId: string): Promise<Record<string, string>> {
  const outcome = await consume(perKey, keyId);
  const headers = {
    'RateLimit-Policy': `${REQUESTS_PER_WINDOW};w=${WINDOW_SECONDS}`,
    'RateLimit-Limit': String(REQUESTS_PER_WINDOW),
    'RateLimit-Remaining': String(Math.max(0, outcome.remainingPoints)),
    'RateLimit-Reset': String(seconds(outcome.msBeforeNext)),
  };
  if (outcome.allowed) return headers;
  const wait = seconds(outcome.msBeforeNext);
  throw new AppError(
    'too_many_requests',
    `This key sends too many requests. Wait ${wait} s and go on slower.`,
    {
      headers: { ...headers, 'Retry-After': String(wait) },
    },
  );
}

/** Counts a refused key against the address it came from. */
export async function countRefusedKey(peer: string): Promise<void> {
  await consume(refusedPerPeer, peer);
}

/**
 * For a key that is not right: a right one is served whatever else its address sends.
 *
 * @throws AppError too_many_requests while an address has had too many keys refused
 */
export async function assertPeerMayTry(peer: string): Promise<void> {
  const seen = await refusedPerPeer.get(peer);
  if (seen === null || seen.consumedPoints <= REFUSED_KEYS_PER_MINUTE) return;
  const wait = seconds(seen.msBeforeNext);
  throw new AppError('too_many_requests', `Too many wrong keys from this address. Wait ${wait} s.`, {
    headers: {
      'RateLimit-Policy': `${REFUSED_KEYS_PER_MINUTE};w=60`,
      'RateLimit-Limit': String(REFUSED_KEYS_PER_MINUTE),
      'RateLimit-Remaining': '0',
      'RateLimit-Reset': String(wait),
      'Retry-After': String(wait),
    },
  });
}

/** Tests start from zero. */
export async function forgetCounts(keyId: string): Promise<void> {
  await perKey.delete(keyId);
}

async function consume(
  limiter: RateLimiterMemory,
  key: string,
): Promise<{ allowed: boolean; remainingPoints: number; msBeforeNext: number }> {
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key);
    return { allowed: true, remainingPoints, msBeforeNext };
  } catch (refusal) {
    // The library rejects with its result when the points are used up, and with an Error when it is broken.
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { allowed: false, remainingPoints: 0, msBeforeNext: refusal.msBeforeNext };
  }
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

/** How often payments may be begun from one place. */
import { RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '#lib/peer-network.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';

/**
 * Many payers of this market share one address of their network's operator, so the limits leave room for a queue in
 * front of a poster; a program that begins payments to occupy a link's places or to fill a shop's list is stopped.
 */
export const STARTS = { link: 30, all: 120, seconds: 600 } as const;

/** Counts one payment that is about to be begun. False when there were too many from this place. */
export async function countStart({ linkId, peer }: { linkId: string; peer: string }): Promise<boolean> {
  const network = networkOf(peer);
  const { link, all, seconds } = STARTS;
  try {
    await postgresLimiter({ keyPrefix: 'link-start', points: link, seconds }).consume(`${linkId} ${network}`);
    await postgresLimiter({ keyPrefix: 'link-start-peer', points: all, seconds }).consume(network);
    return true;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return false;
    throw refusal;
  }
}

import { RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '#lib/peer-network.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';

/**
 * How often a password may be tried. Counted per e-mail address *and* peer, so that nobody locks somebody else out from
 * another place, and per peer, so that nobody walks through many addresses. Not covered: one e-mail address tried from
 * many places; the password's length and argon2id answer that.
 */
const WINDOW_S = 15 * 60;
export const SIGN_IN_TRIES = { account: 5, peer: 30 } as const;

export interface SignInTry {
  email: string;
  /** The address our own HTTP server saw. */
  peer: string;
}

/** Counts one try before it is made, so that parallel tries count too. `retryAfterMs` when there was none left. */
export async function takeTry(sought: SignInTry): Promise<{ retryAfterMs: number } | undefined> {
  try {
    // The peer's limit first: one that is exhausted leaves the accounts' counters alone.
    await limiters().peer.consume(peerKey(sought));
    await limiters().account.consume(accountKey(sought));
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return { retryAfterMs: refusal.msBeforeNext };
    throw refusal;
  }
}

/** After the right password: earlier mistakes are forgotten, and an office behind one address does not lock itself out. */
export async function giveTryBack(sought: SignInTry): Promise<void> {
  await Promise.all([
    limiters().account.delete(accountKey(sought)),
    limiters().peer.reward(peerKey(sought), 1),
  ]);
}

const peerKey = ({ peer }: SignInTry) => networkOf(peer);
const accountKey = ({ email, peer }: SignInTry) => `${networkOf(peer)} ${email}`;

function limiters() {
  return {
    account: postgresLimiter({
      keyPrefix: 'sign-in-account',
      points: SIGN_IN_TRIES.account,
      seconds: WINDOW_S,
    }),
    peer: postgresLimiter({ keyPrefix: 'sign-in-peer', points: SIGN_IN_TRIES.peer, seconds: WINDOW_S }),
  };
}

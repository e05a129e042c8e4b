import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { decode } from 'next-auth/jwt';
import { cache } from 'react';
import { authSecret, sessionCookie } from '#app/api/auth/cookies.ts';
import { PAGE_ADDRESS_HEADER } from '#app/page-headers.ts';
import { systemClock } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import { mayMember, type Permission } from '#lib/merchants/roles.ts';
import { isFresh } from '#lib/merchants/second-factor.ts';
import { findSession, type PortalSession } from '#lib/merchants/sessions.ts';
import { SECOND_FACTOR, SIGN_IN, safeNext, withQuery } from './address.ts';
import { isSameOrigin } from './same-origin.ts';

/** Who is signed in, or undefined. Read from the database at every request, once a request. */
export const currentMember: () => Promise<PortalSession | undefined> = cache(async () => {
  const session = await browserSession();
  return session?.awaitsSecondFactor ? undefined : session;
});

/** This browser's session, also one that still owes its second factor: for the code's page and the sign-out alone. */
export const browserSession: () => Promise<PortalSession | undefined> = cache(() => readSession('person'));

/** The same for what a page fetches by itself: it does not keep an unused session alive. */
export async function feedMember(): Promise<PortalSession | undefined> {
  const session = await readSession('feed');
  return session?.awaitsSecondFactor ? undefined : session;
}

/**
 * The first line of every page: the session, when its role may do this. Nobody signed in: to the sign-in page and back
 * here afterwards. A role that may not: the same 404 as for a page that does not exist.
 */
export async function requireMember(permission: Permission): Promise<PortalSession> {
  const session = await currentMember();
  if (session === undefined) {
    const half = (await browserSession()) !== undefined;
    redirect(withQuery(half ? SECOND_FACTOR : SIGN_IN, { next: await thisPage() }));
  }
  if (!mayMember(session, permission)) notFound();
  return session;
}

/** The first line of every server action: as requireMember, and the form must be one of our own pages'. */
export async function requireActingMember(
  permission: Permission,
): Promise<{ session: PortalSession; peer: string }> {
  const sent = await headers();
  if (!isSameOrigin(sent)) throw new AppError('origin_refused', 'This form was sent from another site.');
  const session = await requireMember(permission);
  return { session, peer: sent.get('x-cross-peer') ?? '' };
}

/**
 * For actions that change money's state or show secrets: this browser proved the second factor within ten minutes. If it
 * did not, the person types a code first and comes back to `next`, where the action is asked for again.
 *
 * @param next a path of the portal, with its query
 */
export async function requireSecondFactor(session: PortalSession, next: string): Promise<void> {
  if (!isFresh(session, systemClock.now())) redirect(withQuery(SECOND_FACTOR, { next: safeNext(next) }));
}

/**
 * The same for what only live mode makes weighty: connections, and secrets of one mode. Those of test mode open nothing
 * but simulated money, and a new merchant's first hour must not begin with a code.
 */
export async function requireSecondFactorWhenLive(
  { session, mode }: { session: PortalSession; mode: 'test' | 'live' },
  next: string,
): Promise<void> {
  if (mode === 'live') await requireSecondFactor(session, next);
}

/** The page asked for, as proxy.ts tells it: a path with its query. Undefined in a server action. */
async function thisPage(): Promise<string | undefined> {
  const address = (await headers()).get(PAGE_ADDRESS_HEADER);
  return address === null ? undefined : safeNext(address);
}

async function readSession(seen: 'person' | 'feed'): Promise<PortalSession | undefined> {
  const token = (await cookies()).get(sessionCookie())?.value;
  if (token === undefined) return undefined;
  // A cookie of another key, changed or expired, is no cookie.
  const claims = await decode({ token, secret: authSecret() }).catch(() => null);
  if (typeof claims?.sessionId !== 'string') return undefined;
  return findSession(claims.sessionId, { now: systemClock.now(), seen });
}

import { notFound } from 'next/navigation';
import { systemClock } from '#lib/clock.ts';
import type { App } from '#lib/generated/prisma/client.ts';
import { isId } from '#lib/ids.ts';
import { findApp, listApps } from '#lib/merchants/apps.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import { type Acting, isFresh } from '#lib/merchants/second-factor.ts';
import type { PortalSession } from '#lib/merchants/sessions.ts';
import type { AppScope } from '#lib/webhooks/endpoints.ts';
import { modeOf, one, SECOND_FACTOR, type SearchParams, withQuery } from './address.ts';
import { requireActingMember } from './member.ts';
import type { PortalPage } from './open-page.ts';

/** The merchant's app of that id; another's, and what is no id, are the same 404. */
export async function mustFindApp(session: PortalSession, id: string): Promise<App> {
  const app = isId('app', id) ? await findApp(session.merchant.id, id) : undefined;
  return app ?? notFound();
}

/** The app that `?app=` names, else the first one; none at all before the merchant has made one. */
export async function chooseApp(
  page: PortalPage,
  query: SearchParams,
): Promise<{ apps: App[]; app: App; scope: AppScope } | undefined> {
  const apps = await listApps(page.session.merchant.id);
  const asked = one(query.app);
  const app = asked === undefined ? apps[0] : (apps.find(({ id }) => id === asked) ?? notFound());
  return app === undefined ? undefined : { apps, app, scope: scopeOf(page, app.id) };
}

export function scopeOf({ session, mode }: Pick<PortalPage, 'session' | 'mode'>, appId: string): AppScope {
  return { merchantId: session.merchant.id, appId, mode };
}

/** The start of an action about an app: who acts, and the app and mode that its form names. */
export async function actingOnApp(
  permission: Permission,
  form: FormData,
): Promise<{ who: Acting; app: App; scope: AppScope }> {
  const who = await actingMember(permission);
  const app = await mustFindApp(who.session, String(form.get('app') ?? ''));
  return { who, app, scope: scopeOf({ session: who.session, mode: formMode(form) }, app.id) };
}

export async function actingMember(permission: Permission): Promise<Acting> {
  const { session, peer } = await requireActingMember(permission);
  return { session, peer, now: systemClock.now() };
}

export function formMode(form: FormData) {
  return modeOf(String(form.get('mode') ?? ''));
}

/** A page of the portal in the form's mode. */
export function inMode(path: string, form: FormData, parameters: Record<string, string | undefined> = {}) {
  return withQuery(path, { ...parameters, mode: formMode(form) === 'live' ? 'live' : undefined });
}

/**
 * Where to prove the second factor before a live secret opens on this page; undefined in test mode, and when that was done
 * a short while ago.
 */
export function proofNeeded(page: PortalPage, path: string): string | undefined {
  if (page.mode === 'test' || isFresh(page.session, page.now)) return undefined;
  return withQuery(SECOND_FACTOR, { next: page.href(path) });
}

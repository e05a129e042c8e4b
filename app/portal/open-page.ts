import { headers } from 'next/headers';
import { type PortalTexts, portalTexts } from '#components/portal/texts.ts';
import { systemClock } from '#lib/clock.ts';
import { chooseLocale, type Locale } from '#lib/i18n/locale.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import type { PortalSession } from '#lib/merchants/sessions.ts';
import type { Mode } from '#lib/payments/types.ts';
import { langOf, modeOf, type SearchParams, withQuery } from './address.ts';
import { requireMember } from './member.ts';

/** What every page of the portal knows about its reader. */
export interface PortalPage {
  session: PortalSession;
  locale: Locale;
  mode: Mode;
  t: PortalTexts;
  now: Date;
  timeZone: string;
  /** An address within the portal that keeps the mode, and a language asked for in the address. */
  href(path: string, parameters?: Record<string, string | undefined>): string;
}

/** Checks the session and the role, then reads mode and language. */
export async function openPage(
  searchParams: Promise<SearchParams>,
  permission: Permission,
): Promise<PortalPage> {
  const session = await requireMember(permission);
  const query = await searchParams;
  const mode = modeOf(query.mode);
  const asked = langOf(query.lang);
  const accept = (await headers()).get('accept-language');
  const locale = chooseLocale({ asked, payment: session.member.locale, accept });
  return {
    session,
    locale,
    mode,
    t: portalTexts(locale),
    now: systemClock.now(),
    timeZone: session.merchant.timezone,
    href: (path, parameters = {}) =>
      withQuery(path, { mode: mode === 'live' ? mode : undefined, lang: asked, ...parameters }),
  };
}

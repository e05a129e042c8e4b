import { headers } from 'next/headers';
import { type AccountTexts, accountTexts } from '#components/portal/account/texts.ts';
import { portalTexts } from '#components/portal/texts.ts';
import { systemClock } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import { chooseLocale, type Locale } from '#lib/i18n/locale.ts';
import { langOf, type SearchParams, withQuery } from './address.ts';
import { isSameOrigin } from './same-origin.ts';

/** What every page in front of the portal knows about its reader. */
export interface DoorPage {
  locale: Locale;
  t: AccountTexts;
  otherLanguage: { href: string; name: string };
}

/**
 * Reads the language of a page that needs no session.
 *
 * @param path the page's own address
 * @param preferred the language of whoever the page is for, when that is known
 */
export async function openDoor(
  searchParams: Promise<SearchParams>,
  path: string,
  preferred?: Locale,
): Promise<DoorPage> {
  const query = await searchParams;
  const accept = (await headers()).get('accept-language');
  const locale = chooseLocale({ asked: langOf(query.lang), payment: preferred, accept });
  const next = typeof query.next === 'string' ? query.next : undefined;
  return {
    locale,
    t: accountTexts(locale),
    otherLanguage: {
      href: withQuery(path, { lang: locale === 'fr' ? 'en' : 'fr', next }),
      name: portalTexts(locale).otherLanguage,
    },
  };
}

/**
 * The first line of an action in front of the portal: the form must be one of our own pages'.
 *
 * @throws AppError `origin_refused`
 */
export async function knock(): Promise<{ peer: string; now: Date }> {
  const sent = await headers();
  if (!isSameOrigin(sent)) throw new AppError('origin_refused', 'This form was sent from another site.');
  return { peer: sent.get('x-cross-peer') ?? '', now: systemClock.now() };
}

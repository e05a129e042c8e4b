import { headers } from 'next/headers';
import { chooseLocale, type Locale } from '#lib/i18n/locale.ts';
import { PAGE_ADDRESS_HEADER } from './page-headers.ts';
import { browserSession } from './portal/member.ts';

/**
 * The language of the whole document. The address may ask for one, and a page of the portal speaks its member's; a root
 * layout sees no address, so proxy.ts hands it on in a header of our own (our server drops it from clients).
 */
export async function documentLocale(): Promise<Locale> {
  const sent = await headers();
  const { pathname, searchParams } = new URL(sent.get(PAGE_ADDRESS_HEADER) ?? '/', 'http://page');
  const member = pathname.startsWith('/portal') ? (await browserSession())?.member : undefined;
  return chooseLocale({
    asked: searchParams.get('lang') ?? undefined,
    payment: member?.locale,
    accept: sent.get('accept-language'),
  });
}

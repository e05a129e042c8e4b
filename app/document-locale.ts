import { headers } from 'next/headers';
import { chooseLocale, type Locale } from '#lib/i18n/locale.ts';
import { PAGE_ADDRESS_HEADER } from './page-headers.ts';

/**
 * The language of the whole document: the address may ask for one, which a root layout does not see, so proxy.ts hands
 * the address on in a header of our own (our server drops it from clients).
 */
export async function documentLocale(): Promise<Locale> {
  const sent = await headers();
  const { searchParams } = new URL(sent.get(PAGE_ADDRESS_HEADER) ?? '/', 'http://page');
  return chooseLocale({
    asked: searchParams.get('lang') ?? undefined,
    accept: sent.get('accept-language'),
  });
}

import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { Checkout } from '#components/checkout/checkout.tsx';
import { pageTitle } from '#components/checkout/title.ts';
import { wordsOf } from '#components/checkout/words.ts';
import { systemClock } from '#lib/clock.ts';
import { chooseLocale, isLocale } from '#lib/i18n/locale.ts';
import { isDesktop } from './device.ts';
import { readEcho } from './echo.ts';
import { loadPayment, loadView } from './load.ts';
import { versionOf } from './version.ts';

type PageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const page = await preparePage(props);
  return page === undefined ? {} : { title: pageTitle(page.view, page.words) };
}

/** A payment, to its payer. Whoever holds the address may pay it; nothing here needs script. */
export default async function PaymentPage(props: PageProps) {
  const page = await preparePage(props);
  if (page === undefined) notFound();
  return <Checkout {...page} version={versionOf(page.view)} />;
}

async function preparePage({ params, searchParams }: PageProps) {
  const { id } = await params;
  const record = await loadPayment(id);
  if (record === undefined) return undefined;
  const { lang, error, stay } = await searchParams;
  const asked = isLocale(lang) ? lang : undefined;
  const now = systemClock.now();
  const echo = await readEcho(id, error);
  const browser = await headers();
  const stays = stay !== undefined;
  const view = await loadView(record, { now, stays, desktop: isDesktop(browser), ...(echo && { echo }) });
  const accept = browser.get('accept-language');
  const words = wordsOf(view, chooseLocale({ asked, payment: record.payment.locale, accept }));
  return { view, words, now, ...(asked && { asked }), ...(echo && { echo }) };
}

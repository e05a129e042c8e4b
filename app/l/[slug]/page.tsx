import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { LinkPage } from '#components/link/link-page.tsx';
import { systemClock } from '#lib/clock.ts';
import { chooseLocale, isLocale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';
import { linkUrl } from '#lib/links/resource.ts';
import { linkAmount } from '#lib/links/terms.ts';
import { formatMoney } from '#lib/money.ts';
import { loadLink, loadLinkView } from './load.ts';

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Also what a chat shows of a link that is shared in it. No picture: a preview is read by servers of other firms. */
export async function generateMetadata(props: Props): Promise<Metadata> {
  const found = await loadLink((await props.params).slug);
  if (found === undefined) return {};
  const { locale } = await readLanguage(props);
  const t = translator(locale);
  const amount = linkAmount(found.link);
  const shop = found.app.name;
  const title =
    amount.kind === 'fixed'
      ? t('link.titleAmount', { shop, amt: formatMoney(amount.money, locale) })
      : t('link.title', { shop });
  const description = t('link.preview', { description: found.link.description });
  return {
    title,
    description,
    openGraph: {
      title,
      description,
      url: linkUrl(found.link),
      siteName: shop,
      type: 'website',
      locale: locale === 'fr' ? 'fr_FR' : 'en_GB',
    },
    twitter: { card: 'summary', title, description },
  };
}

/** A payment link. Opening it creates nothing; its button posts to `pay`. */
export default async function PaymentLinkPage(props: Props) {
  const found = await loadLink((await props.params).slug);
  if (found === undefined) notFound();
  const now = systemClock.now();
  const { locale, asked } = await readLanguage(props);
  const { error } = await props.searchParams;
  return <LinkPage view={await loadLinkView(found, error, now)} locale={locale} asked={asked} now={now} />;
}

async function readLanguage({ searchParams }: Props) {
  const { lang } = await searchParams;
  const asked = isLocale(lang) ? lang : undefined;
  const accept = (await headers()).get('accept-language');
  return { asked, locale: chooseLocale({ asked, accept }) };
}

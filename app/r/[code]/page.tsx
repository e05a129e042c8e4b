import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { timeZoneOf } from '#components/checkout/words.ts';
import { CodeForm } from '#components/receipt/code-form.tsx';
import { ReceiptPage } from '#components/receipt/receipt-page.tsx';
import { clockText } from '#components/time.tsx';
import { addMs, systemClock } from '#lib/clock.ts';
import { translator } from '#lib/i18n/translator.ts';
import { codeInGroups } from '#lib/ids.ts';
import { lookUpReceipt } from '#lib/receipts/look-up.ts';
import { documentLocale } from '../../document-locale.ts';
import { receiptUrls } from '../urls.ts';

interface Props {
  params: Promise<{ code: string }>;
}

/** Once per request, for title and page together: a look-up is counted. */
const look = cache(async (code: string) =>
  lookUpReceipt({ code, peer: (await headers()).get('x-cross-peer') ?? '' }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await look(decoded((await params).code));
  const t = translator(await documentLocale());
  if (found.kind === 'unknown') return {};
  if (found.kind === 'limited') return { title: t('receipt.limited.title') };
  const { code, shop } = found.receipt;
  return { title: t('receipt.title', { code: codeInGroups(code), shop }) };
}

/** What a seller who is shown a phone, or a courier at a door, opens to see whether the money is there. */
export default async function ReceiptByCode({ params }: Props) {
  const found = await look(decoded((await params).code));
  if (found.kind === 'unknown') notFound();
  const locale = await documentLocale();
  const now = systemClock.now();
  if (found.kind === 'limited') {
    const t = translator(locale);
    // Nothing tells where the reader is; the minute is the same in all four countries, the hour nearly.
    const clock = clockText(addMs(now, found.retryAfterMs + 60_000), locale, timeZoneOf('CM'));
    return (
      <CodeForm
        locale={locale}
        tone="wait"
        heading={t('receipt.limited.heading')}
        what={t('receipt.limited.what', { when: t('time.at', { clock }) })}
      />
    );
  }
  const { receipt } = found;
  return <ReceiptPage receipt={receipt} locale={locale} now={now} urls={receiptUrls(receipt.code)} />;
}

/** An address may hold anything; what cannot be decoded is no code. */
function decoded(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return '';
  }
}

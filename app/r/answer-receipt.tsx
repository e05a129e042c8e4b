/** Receipts, and the form where a code is typed, each as one answer of our own. */
import { timeZoneOf } from '#components/checkout/words.ts';
import { CodeForm, type CodeFormProps } from '#components/receipt/code-form.tsx';
import { type ReceiptDrawing, ReceiptPage } from '#components/receipt/receipt-page.tsx';
import { clockText } from '#components/time.tsx';
import { addMs, systemClock } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { translator } from '#lib/i18n/translator.ts';
import { codeInGroups, readReceiptCode } from '#lib/ids.ts';
import { receiptUrl } from '#lib/payments/resource.ts';
import { lookUpReceipt } from '#lib/receipts/look-up.ts';
import type { Receipt } from '#lib/receipts/receipt.ts';
import { PRIVATE_HEADERS } from '../page-headers.ts';
import { answerPaper, type Paper, type Reader } from '../paper.tsx';

/** What a seller who is shown a phone, or a courier at a door, opens to see whether the money is there. */
export function answerReceipt(
  request: Request,
  { params }: { params: Promise<{ code: string }> },
): Promise<Response> {
  return answerPaper(request, async (reader) => {
    const code = decoded((await params).code);
    const found = await lookUpReceipt({ code, peer: request.headers.get('x-cross-peer') ?? '' });
    if (found.kind === 'unknown') return receiptNotFound(reader);
    const now = systemClock.now();
    return found.kind === 'limited'
      ? tooManyCodes(reader, { now, retryAfterMs: found.retryAfterMs })
      : receiptPaper(found.receipt, { reader, now, urls: receiptUrls(found.receipt) });
  });
}

/** Where a code that was read aloud or seen on paper is typed. */
export function answerCodeForm(request: Request): Promise<Response> {
  return answerPaper(request, async (reader) => {
    const typed = new URL(request.url).searchParams.get('code')?.slice(0, 40);
    const read = typed === undefined ? undefined : readReceiptCode(typed);
    if (read !== undefined) {
      const query = reader.lang === undefined ? '' : `?lang=${reader.lang}`;
      return new Response(null, {
        status: 303,
        headers: { ...PRIVATE_HEADERS, Location: `/r/${read}${query}` },
      });
    }
    const t = translator(reader.locale);
    return {
      title: t('receipt.form.title'),
      body: formOf(reader, { heading: t('receipt.form.heading'), what: t('receipt.form.what'), typed }),
    };
  });
}

/** The page of a receipt; with `own` its payer's. */
export function receiptPaper(
  receipt: Receipt,
  { reader, now, urls, own }: Pick<ReceiptDrawing, 'now' | 'urls' | 'own'> & { reader: Reader },
): Paper {
  const { locale, lite } = reader;
  const t = translator(locale);
  const { code, shop, brand } = receipt;
  const title = t('receipt.title', { code: codeInGroups(code), shop });
  return {
    title,
    // A chat keeps what it once read, so no state of the money stands there.
    head: own === undefined && (
      <>
        <meta property="og:title" content={title} />
        <meta property="og:description" content={t('receipt.preview')} />
        <meta property="og:type" content="website" />
      </>
    ),
    color: brand.color,
    script: true,
    body: <ReceiptPage {...{ receipt, locale, now, urls, own, lite }} />,
  };
}

/** Whole addresses: they stand on paper. */
export function receiptUrls({ code }: Receipt): ReceiptDrawing['urls'] {
  return { receipt: receiptUrl(code), form: `${env().publicUrl}/r` };
}

/** A made-up code, a mistyped one and one that never was are the same. */
export function receiptNotFound(reader: Reader): Paper {
  const t = translator(reader.locale);
  const heading = t('receipt.notFound.heading');
  return {
    status: 404,
    title: t('receipt.notFound.title'),
    body: formOf(reader, { tone: 'bad', heading, what: t('receipt.notFound.what') }),
  };
}

export function tooManyCodes(
  reader: Reader,
  { now, retryAfterMs }: { now: Date; retryAfterMs: number },
): Paper {
  const { locale } = reader;
  const t = translator(locale);
  // Nothing tells where the reader is; the minute is the same in all four countries, the hour nearly.
  const clock = clockText(addMs(now, retryAfterMs + 60_000), locale, timeZoneOf('CM'));
  const what = t('receipt.limited.what', { when: t('time.at', { clock }) });
  return {
    status: 429,
    headers: { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) },
    title: t('receipt.limited.title'),
    body: formOf(reader, { tone: 'wait', heading: t('receipt.limited.heading'), what }),
  };
}

function formOf({ locale, lang }: Reader, form: Pick<CodeFormProps, 'heading' | 'what' | 'tone' | 'typed'>) {
  return <CodeForm {...form} locale={locale} asked={lang} />;
}

/** An address may hold anything; what cannot be decoded is no code. */
function decoded(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return '';
  }
}

import { sentence, timeZoneOf } from '#components/checkout/words.ts';
import { PaperPage, ShopStub } from '#components/paper/paper-page.tsx';
import { PrintButton } from '#components/paper/print-button.tsx';
import { whenText } from '#components/time.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { Notice, type Tone } from '#components/ui/notice.tsx';
import { QrCode } from '#components/ui/qr-code.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { type Translate, translator } from '#lib/i18n/translator.ts';
import { codeInGroups } from '#lib/ids.ts';
import { formatMoney } from '#lib/money.ts';
import type { Receipt, ReceiptState } from '#lib/receipts/receipt.ts';

export interface ReceiptDrawing {
  receipt: Receipt;
  locale: Locale;
  /** When the state was read. */
  now: Date;
  /** Whole addresses of this receipt and of the page where a code is typed. */
  urls: { receipt: string; form: string };
  /** What only its payer sees. */
  own?: OwnReceipt | undefined;
  /** For a browser that saves data: without the shop's picture. */
  lite?: boolean;
}

/** What a payer may tell customer service; never shown to who only holds the code. */
export interface OwnReceipt {
  paymentId: string;
  reference: string;
  description?: string;
  operator?: { op: string; ofOp: string };
  /** Masked. */
  phone?: string;
  operatorReference?: string;
}

const TONES = {
  received: 'good',
  given_back: 'bad',
  partly_given_back: 'wait',
  checked: 'wait',
} as const satisfies Record<ReceiptState, Tone>;

/** How a payment stands at this moment, to print, to share, and to check again. */
export function ReceiptPage(drawing: ReceiptDrawing) {
  const { receipt, locale, urls, own } = drawing;
  const t = translator(locale);
  const { shop, brand } = receipt;
  return (
    <PaperPage
      locale={locale}
      test={receipt.mode === 'test'}
      head={
        <ShopStub
          shop={shop}
          brand={brand}
          what={own?.description}
          letters={drawing.lite}
          amount={{ label: t('receipt.amountLabel'), money: receipt.money, locale }}
        />
      }
      foot={t('receipt.proof', { address: withoutScheme(urls.form) })}
    >
      <State {...drawing} t={t} />
      <Facts facts={factsOf(drawing, t)} />
      {own !== undefined && <Support {...drawing} t={t} own={own} />}
      <div className="paper-qr">
        <QrCode text={urls.receipt} label={t('receipt.qr')} />
        <p>{t('receipt.qrWhat')}</p>
      </div>
      <Ways {...drawing} t={t} />
    </PaperPage>
  );
}

type Part = ReceiptDrawing & { t: Translate };

function State({ receipt, locale, now, t }: Part) {
  const { shop, state, givenBack, mode } = receipt;
  const values = {
    shop,
    back: givenBack === undefined ? '' : formatMoney(givenBack.back, locale),
    left: givenBack === undefined ? '' : formatMoney(givenBack.left, locale),
  };
  // No colour of success where no money moved: a seller who only glances at it must not take it for money.
  const isTest = mode === 'test';
  const told = t(`receipt.state.${state}`);
  const heading = isTest ? t('receipt.testHeading', { state: told }) : told;
  return (
    <Notice tone={isTest ? 'still' : TONES[state]} title={<h1>{heading}</h1>}>
      {isTest && <p>{t('receipt.testWhat')}</p>}
      <p>{t(`receipt.what.${state}`, values)}</p>
      <p className="paper-seen">{t('receipt.seen', { when: wordsOf(now, { receipt, locale }) })}</p>
    </Notice>
  );
}

function factsOf({ receipt, locale, own }: ReceiptDrawing, t: Translate): Fact[] {
  const { code, digits, at } = receipt;
  const facts: (Fact | undefined)[] = [
    {
      key: 'when',
      term: t('receipt.when'),
      value: sentence(wordsOf(at, { receipt, locale }).replace(/^(le|on) /, '')),
    },
    own?.operator && {
      key: 'operator',
      term: t('receipt.operator'),
      value: own.phone === undefined ? own.operator.op : `${own.operator.op} ${own.phone}`,
    },
    own === undefined && digits !== undefined
      ? { key: 'number', term: t('receipt.number'), value: t('receipt.digits', { digits }) }
      : undefined,
    own?.operatorReference !== undefined && own.operator !== undefined
      ? {
          key: 'operator-reference',
          term: t('receipt.operatorReference', own.operator),
          value: <span className="select-all">{own.operatorReference}</span>,
        }
      : undefined,
    own && { key: 'reference', term: t('receipt.reference'), value: own.reference },
    {
      key: 'code',
      term: t('receipt.code'),
      value: <span className="paper-code select-all">{codeInGroups(code)}</span>,
    },
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** The sentence that a person at a counter or on a hotline needs, whole. */
function Support({ receipt, locale, own, t }: Part & { own: OwnReceipt }) {
  const { op, ofOp } = own.operator ?? { op: 'mobile money', ofOp: '' };
  return (
    <section aria-labelledby="support">
      <h2 id="support">{t('receipt.support')}</h2>
      <p className="paper-text">{t('receipt.supportWhat', { shop: receipt.shop })}</p>
      <p className="paper-support">
        {t('receipt.supportText', {
          amt: formatMoney(receipt.money, locale),
          shop: receipt.shop,
          when: wordsOf(receipt.at, { receipt, locale }),
          op,
          ofOp,
          from: own.phone ?? 'none',
          operatorReference: own.operatorReference ?? 'none',
          reference: own.reference,
          // Unbroken at the end of a line; read back like the plain one.
          code: codeInGroups(receipt.code).replaceAll('-', '\u2011'),
        })}
      </p>
    </section>
  );
}

function Ways({ receipt, locale, urls, own, t }: Part) {
  const text = t('receipt.shareText', {
    amt: formatMoney(receipt.money, locale),
    shop: receipt.shop,
    url: urls.receipt,
  });
  return (
    <div className="paper-ways">
      <ButtonLink
        href={`https://wa.me/?text=${encodeURIComponent(text)}`}
        tone="second"
        rel="noreferrer"
        aria-label={t('receipt.whatsapp')}
      >
        WhatsApp
      </ButtonLink>
      {/* Both Android and iOS take the text from this form. */}
      <ButtonLink href={`sms:?&body=${encodeURIComponent(text)}`} tone="second" aria-label={t('receipt.sms')}>
        SMS
      </ButtonLink>
      <PrintButton label={t('receipt.print')} />
      <ButtonLink href={own === undefined ? '' : `/pay/${own.paymentId}?lang=${locale}`} tone="quiet">
        {own === undefined ? t('receipt.refresh') : t('receipt.back')}
      </ButtonLink>
    </div>
  );
}

/** The day and its year always stand on a receipt: it is read long afterwards. */
function wordsOf(at: Date, { receipt, locale }: Pick<ReceiptDrawing, 'receipt' | 'locale'>): string {
  return whenText({ at, locale, timeZone: timeZoneOf(receipt.country), today: new Date(0) });
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

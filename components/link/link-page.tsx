import { pageAddress, staysIn } from '#components/checkout/page-props.ts';
import { timeZoneOf } from '#components/checkout/words.ts';
import { PaperPage, ShopStub } from '#components/paper/paper-page.tsx';
import { whenText } from '#components/time.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { type Translate, translator } from '#lib/i18n/translator.ts';
import type { LinkAmount } from '#lib/links/types.ts';
import { formatMoney, money } from '#lib/money.ts';
import { type Before, type LinkAsked, type LinkView, linkAddress } from './view.ts';

interface Drawing {
  view: LinkView;
  locale: Locale;
  asked: LinkAsked;
  now: Date;
  /** For a browser that saves data: without the shop's picture. */
  lite?: boolean;
}

interface Part extends Drawing {
  t: Translate;
}

/** What is paid, to whom, and one button. Opening this page creates nothing. */
export function LinkPage(drawing: Drawing) {
  const { view, locale, asked, lite } = drawing;
  const t = translator(locale);
  const { shop, amount } = view;
  const price =
    amount.kind === 'fixed' ? { label: t('link.amountLabel'), money: amount.money, locale } : undefined;
  return (
    <PaperPage
      locale={locale}
      test={view.test}
      frame={asked.frame}
      inOtherLanguage={linkAddress(view.slug, { ...asked, lang: locale === 'fr' ? 'en' : 'fr' })}
      head={<ShopStub shop={shop} brand={view.brand} what={view.description} amount={price} letters={lite} />}
      foot={t('checkout.footer', { shop })}
    >
      {view.before !== undefined && <BeforeNotice {...drawing} t={t} before={view.before} />}
      {view.state === 'open' ? (
        <PayForm {...drawing} t={t} />
      ) : (
        <>
          <Notice
            tone={view.state === 'busy' ? 'wait' : 'still'}
            title={<h1>{t(`link.${view.state}.heading`)}</h1>}
          >
            {t(`link.${view.state}.what`, { shop })}
          </Notice>
          {view.state === 'busy' && (
            <ButtonLink href={linkAddress(view.slug, asked)} tone="second" {...staysIn(asked)}>
              {t('link.busy.again')}
            </ButtonLink>
          )}
        </>
      )}
    </PaperPage>
  );
}

function BeforeNotice({ before, view, locale, asked, now, t }: Part & { before: Before }) {
  const amt = formatMoney(before.money, locale);
  const { paidAt, paymentId } = before;
  const way = { href: pageAddress(paymentId, asked), ...staysIn(asked) };
  if (paidAt === undefined) {
    return (
      <Notice tone="wait" title={t('link.begun', { amt })}>
        <p>{t('link.begunWhat')}</p>
        <ButtonLink {...way} className="paper-way">
          {t('link.resume')}
        </ButtonLink>
      </Notice>
    );
  }
  const when = whenText({ at: paidAt, locale, timeZone: timeZoneOf(view.country), today: now });
  return (
    <Notice tone="good" title={t('link.done', { amt, when })}>
      {view.state === 'open' && <p>{t('link.doneWhat')}</p>}
      <ButtonLink {...way} tone="second" className="paper-way">
        {t('link.seeDone')}
      </ButtonLink>
    </Notice>
  );
}

function PayForm({ view, locale, asked, t }: Part) {
  const { amount, error, typed, shop } = view;
  const begun = view.before !== undefined && view.before.paidAt === undefined;
  const label =
    amount.kind === 'fixed' ? t('link.pay', { amt: formatMoney(amount.money, locale) }) : t('link.payOpen');
  const ofAmount = error === 'amount' || error === 'low' || error === 'high';
  return (
    <form method="post" action={`/l/${view.slug}/pay`} {...staysIn(asked)}>
      <h1 className="sr-only">{t('link.title', { shop })}</h1>
      {asked.lang !== undefined && <input type="hidden" name="lang" value={asked.lang} />}
      {asked.frame !== undefined && <input type="hidden" name="frame" value={asked.frame} />}
      <input type="hidden" name="nonce" value={view.nonce} />
      {error !== undefined && !ofAmount && (
        <Notice tone="bad" title={t(`link.error.${error}`)} role="alert" />
      )}
      {amount.kind === 'open' && (
        <Field
          id="amount"
          name="amount"
          label={t('link.amountField')}
          hint={boundsText(amount, locale, t)}
          error={ofAmount ? amountError(error, amount, locale, t) : undefined}
          prefix={currencyLabel(amount, locale)}
          inputMode={amount.currency === 'XOF' || amount.currency === 'XAF' ? 'numeric' : 'decimal'}
          autoComplete="off"
          required
          maxLength={20}
          defaultValue={typed?.amount}
        />
      )}
      {view.asksName && (
        <Field
          id="name"
          name="name"
          label={t('link.nameField')}
          hint={t('link.nameHint', { shop })}
          autoComplete="name"
          maxLength={100}
          defaultValue={typed?.name}
        />
      )}
      <Button tone={begun ? 'second' : 'main'}>{label}</Button>
      <p className="paper-text">{t('link.next')}</p>
    </form>
  );
}

type OpenAmount = Extract<LinkAmount, { kind: 'open' }>;

function boundsText({ min, max, currency }: OpenAmount, locale: Locale, t: Translate): string | undefined {
  const words = (minor: bigint) => formatMoney(money(minor, currency), locale);
  if (min !== undefined && max !== undefined)
    return t('link.amountBetween', { min: words(min), max: words(max) });
  if (min !== undefined) return t('link.amountFrom', { min: words(min) });
  return max === undefined ? undefined : t('link.amountTo', { max: words(max) });
}

function amountError(
  error: 'amount' | 'low' | 'high',
  { min, max, currency }: OpenAmount,
  locale: Locale,
  t: Translate,
): string {
  const words = (minor: bigint) => formatMoney(money(minor, currency), locale);
  if (error === 'low' && min !== undefined) return t('link.error.low', { min: words(min) });
  if (error === 'high' && max !== undefined) return t('link.error.high', { max: words(max) });
  return t('link.error.amount', {
    example: words(currency === 'USD' || currency === 'CDF' ? 250_000n : 2_500n),
  });
}

/** "F CFA", "XOF": what stands beside the figures. */
function currencyLabel({ currency }: OpenAmount, locale: Locale): string {
  return formatMoney(money(0n, currency), locale)
    .replace(/[\d.,\s]+/g, ' ')
    .trim();
}

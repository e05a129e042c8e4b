import { LargeAmount } from '#components/money.tsx';
import { ShopMark } from '#components/shop-mark.tsx';
import { BrandMark } from '#components/ui/brand.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { assertNever } from '#lib/errors.ts';
import { Cancel } from './cancel.tsx';
import { GoesOn } from './goes-on.tsx';
import { type Drawing, pageAddress, staysIn } from './page-props.ts';
import { allReturned } from './succeeded.tsx';
import { type CheckoutView, moneyOf } from './view.ts';
import { sentence } from './words.ts';

/** The line above the ticket: what this is, and the other language. */
export function Top({ view, words: { t, locale }, asked }: Drawing) {
  const other = locale === 'fr' ? 'en' : 'fr';
  return (
    <div className="checkout-top">
      <span className="checkout-secure">
        <svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true" focusable="false">
          <path d="M3.5 7V4.500a3.5 3.5 0 0 1 7 0V7" fill="none" stroke="currentColor" strokeWidth="2" />
          <rect x="1" y="7" width="12" height="8.5" rx="2" fill="currentColor" />
        </svg>
        {t('checkout.secure')}
      </span>
      <a
        href={pageAddress(view.id, { ...asked, lang: other })}
        lang={other}
        hrefLang={other}
        className="checkout-language"
        {...staysIn(asked)}
      >
        {t('common.otherLanguage')}
      </a>
    </div>
  );
}

/** What is paid, and to whom. */
export function Stub({ view, weight, words: { t, locale } }: Drawing) {
  // A wide logo leaves no room beside it, and how wide it is nobody knows before it is there.
  const logo = view.shop.brand.logo !== undefined && weight === 'full';
  return (
    <header className="stub">
      <div className="stub-shop" data-logo={logo ? '' : undefined}>
        <ShopMark {...view.shop} {...(weight === 'lite' && { letters: true })} />
        <div className="min-w-0">
          <p className="shop-name">{view.shop.name}</p>
          {view.description !== undefined && <p className="shop-what">{view.description}</p>}
          {view.shop.told?.map((line) => (
            <p key={line} className="shop-what">
              {line}
            </p>
          ))}
        </div>
      </div>
      <p className="stub-amount">
        <span className="sr-only">{t(amountLabel(view))} </span>
        <LargeAmount money={moneyOf(view.amount)} locale={locale} />
      </p>
      {!view.fromLink && (
        <p className="stub-reference">
          {t('checkout.reference')} <span>{view.reference}</span>
        </p>
      )}
    </header>
  );
}

/** What the amount is by now; read out in front of it. */
function amountLabel(view: CheckoutView) {
  const { state } = view;
  switch (state.kind) {
    case 'choose':
    case 'confirm':
    case 'otp':
    case 'go':
    case 'shop':
      return 'checkout.amount.due';
    case 'succeeded':
      return allReturned(state, view) ? 'checkout.amount.returned' : 'checkout.amount.paid';
    case 'checking':
    case 'unresolved':
    case 'suspense':
    case 'failed':
    case 'canceled':
    case 'expired':
      return 'checkout.amount.asked';
    default:
      return assertNever(state);
  }
}

/** Ways out that belong to the state: cancel while nothing is under way, else the shop. */
export function Leave(drawing: Drawing) {
  const { view, words } = drawing;
  const { t, shop } = words;
  const { state, leave } = view;
  // Where it is being asked about, its own step has the buttons.
  if (view.canCancel) return drawing.echo?.error === 'cancel_unsure' ? null : <Cancel {...drawing} />;
  // While the payer holds the phone there is nothing to leave for.
  if (state.kind === 'confirm' || state.kind === 'otp' || state.kind === 'go') return null;
  const final = leave.final || state.kind === 'shop';
  return (
    <>
      <ButtonLink
        href={leaveAddress(drawing)}
        tone={final ? 'main' : 'quiet'}
        className="slip-leave"
        {...(!view.fromLink && { rel: 'noreferrer' })}
      >
        {view.fromLink
          ? t(endedUnpaid(view) ? 'checkout.startAgain' : 'checkout.backToLink')
          : t(final ? 'checkout.backToShop' : 'checkout.leaveToShop', { shop })}
      </ButtonLink>
      {final && <GoesOn {...drawing} />}
    </>
  );
}

/** Nothing was paid, and nothing that was asked before can still be. */
function endedUnpaid({ state, stillOpen }: CheckoutView): boolean {
  return ['failed', 'canceled', 'expired'].includes(state.kind) && stillOpen === undefined;
}

/** A payment link's page speaks the language that the reader asked for here. */
function leaveAddress({ view: { fromLink, leave }, asked: { lang } }: Drawing): string {
  return fromLink && lang !== undefined ? `${leave.url}?lang=${lang}` : leave.url;
}

/** Who handles the payment, where a secret code is never typed, and the same page for another kind of browser. */
export function Foot({ view, words: { t, shop }, weight, asked }: Drawing) {
  const other = weight === 'full' ? 'lite' : 'full';
  return (
    <footer className="checkout-foot">
      <BrandMark size={18} />
      <div>
        <p>{t('checkout.footer', { shop })}</p>
        <a
          href={pageAddress(view.id, { ...asked, weight: other })}
          className="checkout-weight"
          {...staysIn(asked)}
        >
          {t(`checkout.weight.${other}`)}
        </a>
      </div>
    </footer>
  );
}

/** An earlier request that may still bring money: nobody then says that nothing was taken. */
export function StillOpen({ view, words }: Drawing) {
  if (view.stillOpen === undefined) return null;
  const { t, shop } = words;
  const op = words.of(view.stillOpen);
  return (
    <Notice tone="wait" title={t('checkout.open.heading')}>
      {sentence(t('checkout.open.what', { ...op, shop }))}
    </Notice>
  );
}

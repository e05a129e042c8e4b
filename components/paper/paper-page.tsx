import type { ReactNode } from 'react';
import { staysIn } from '#components/checkout/page-props.ts';
import { LargeAmount } from '#components/money.tsx';
import { ShopMark } from '#components/shop-mark.tsx';
import { BrandMark } from '#components/ui/brand.tsx';
import { Tear, Ticket, Weave } from '#components/ui/ticket.tsx';
import type { ShopBrand } from '#lib/brand.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';
import type { Money } from '#lib/money.ts';

export interface PaperPageProps {
  locale: Locale;
  /** Test money stands above everything else. */
  test?: boolean;
  /** The same page in the other language. */
  inOtherLanguage?: string;
  /** The declared site in whose window the page stands: links that do not say that they stay leave it. */
  frame?: string | undefined;
  /** The upper part: whose page it is. Missing where nothing is known. */
  head?: ReactNode;
  /** In small letters below the ticket. */
  foot?: ReactNode;
  children: ReactNode;
}

/** A small page that people open from a chat or a poster: a ticket, no script needed. */
export function PaperPage(props: PaperPageProps) {
  const { locale, test, frame, head, foot, children } = props;
  const t = translator(locale);
  const other = locale === 'fr' ? 'en' : 'fr';
  const { inOtherLanguage = `?lang=${other}` } = props;
  return (
    <div className="paper">
      <header>
        {test && <p className="test-band">{t('common.testBand')}</p>}
        <div className="paper-top">
          <a
            href={inOtherLanguage}
            lang={other}
            hrefLang={other}
            className="paper-language"
            {...staysIn({ frame })}
          >
            {t('common.otherLanguage')}
          </a>
        </div>
      </header>
      <div className="paper-page">
        <main data-frame={frame}>
          <Ticket>
            <Weave />
            {head !== undefined && (
              <>
                {head}
                <Tear />
              </>
            )}
            <div className="paper-slip">{children}</div>
          </Ticket>
        </main>
        {foot !== undefined && (
          <footer className="paper-foot">
            <BrandMark size={18} />
            <p>{foot}</p>
          </footer>
        )}
      </div>
    </div>
  );
}

/** The stub: a shop, what is paid for, and how much where that is known. */
export function ShopStub(props: {
  shop: string;
  brand: ShopBrand;
  what?: string | undefined;
  amount?: { label: string; money: Money; locale: Locale } | undefined;
  /** Instead of the shop's picture, which is a second request. */
  letters?: boolean | undefined;
}) {
  const { shop, brand, what, amount, letters } = props;
  return (
    <div className="paper-stub">
      <div className="paper-shop">
        <ShopMark name={shop} brand={brand} {...(letters && { letters })} />
        <div>
          <p className="paper-shop-name">{shop}</p>
          {what !== undefined && <p className="paper-shop-what">{what}</p>}
        </div>
      </div>
      {amount !== undefined && (
        <p className="paper-amount">
          <span className="sr-only">{amount.label} </span>
          <LargeAmount money={amount.money} locale={amount.locale} />
        </p>
      )}
    </div>
  );
}

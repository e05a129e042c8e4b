import './paper.css';
import type { ReactNode } from 'react';
import { LargeAmount } from '#components/money.tsx';
import { ShopMark } from '#components/shop-mark.tsx';
import { BrandMark } from '#components/ui/brand.tsx';
import { Tear, Ticket, Weave } from '#components/ui/ticket.tsx';
import { brandStyle, type ShopBrand } from '#lib/brand.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';
import type { Money } from '#lib/money.ts';

export interface PaperPageProps {
  locale: Locale;
  /** Test money stands above everything else. */
  test?: boolean;
  /** The shop's, where the page is one's. */
  color?: string | undefined;
  /** The upper part: whose page it is. Missing where nothing is known. */
  head?: ReactNode;
  /** In small letters below the ticket. */
  foot?: ReactNode;
  children: ReactNode;
}

/** A small page that people open from a chat or a poster: a ticket, no script needed. */
export function PaperPage({ locale, test, color, head, foot, children }: PaperPageProps) {
  const t = translator(locale);
  const other = locale === 'fr' ? 'en' : 'fr';
  return (
    <div className="paper">
      {color !== undefined && <style>{brandStyle(color)}</style>}
      <header>
        {test && <p className="test-band">{t('common.testBand')}</p>}
        <div className="paper-top">
          <a href={`?lang=${other}`} lang={other} hrefLang={other} className="paper-language">
            {t('common.otherLanguage')}
          </a>
        </div>
      </header>
      <div className="paper-page">
        <main>
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
}) {
  const { shop, brand, what, amount } = props;
  return (
    <div className="paper-stub">
      <div className="paper-shop">
        <ShopMark name={shop} brand={brand} />
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

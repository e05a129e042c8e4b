import './sandbox.css';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { classes } from '#components/ui/classes.ts';
import { Weave } from '#components/ui/ticket.tsx';
import { chooseLocale, type Locale } from '#lib/i18n/locale.ts';
import { mayUseHandset, mayUseShop } from '#lib/sandbox/access.ts';
import { sandboxTexts } from './texts.ts';

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** A query parameter as text; empty when it is missing or given twice. */
export function one(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The reader's language: `?lang=`, else what the page's object was made in, else the browser's. */
export async function pageLocale(asked: string, made?: Locale): Promise<Locale> {
  return chooseLocale({ asked, payment: made, accept: (await headers()).get('accept-language') });
}

/** An address of the sandbox with the language kept, and whatever else it needs. */
export function address(path: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

export interface FrameProps {
  locale: Locale;
  /** This page, for the same page in the other language. */
  path: string;
  parameters?: Record<string, string | undefined>;
  wide?: boolean;
  children: ReactNode;
}

/** What every page of the sandbox has around it: test mode in plain sight, the other language, the other pages. */
export function Frame({ locale, path, parameters = {}, wide, children }: FrameProps) {
  const t = sandboxTexts(locale);
  const other: Locale = locale === 'fr' ? 'en' : 'fr';
  return (
    <div className="sandbox" lang={locale}>
      <header>
        <p className="test-band">{t.testBand}</p>
        <Weave />
      </header>
      <div className={classes('sandbox-page', wide && 'sandbox-wide')}>
        <nav className="sandbox-top">
          <div>
            {mayUseShop() && <a href={address('/sandbox/shop', { lang: locale })}>{t.shop}</a>}
            {mayUseHandset() && <a href={address('/sandbox/phone', { lang: locale })}>{t.handsetShort}</a>}
          </div>
          <a href={address(path, { ...parameters, lang: other })} lang={other} hrefLang={other}>
            {t.otherLanguage}
          </a>
        </nav>
        <main>{children}</main>
      </div>
    </div>
  );
}

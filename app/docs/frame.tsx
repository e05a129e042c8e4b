import './docs.css';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { BrandMark } from '#components/ui/brand.tsx';
import { chooseLocale, LOCALES, type Locale } from '#lib/i18n/locale.ts';

/** What Next hands a page about its query. */
export type Asked = Promise<Record<string, string | string[] | undefined>>;

/** The reader's language: `?lang=`, else the browser's. */
export async function readerLocale(asked: Asked): Promise<Locale> {
  const { lang } = await asked;
  const accept = (await headers()).get('accept-language');
  return chooseLocale({ asked: typeof lang === 'string' ? lang : undefined, accept });
}

const NAMES = {
  fr: { guide: 'Guide', reference: 'Référence', language: 'Français' },
  en: { guide: 'Guide', reference: 'Reference', language: 'English' },
} as const;

/** Top line and column of both pages. `here` is the page's own address, for the other language. */
export function Frame({ locale, here, children }: { locale: Locale; here: string; children: ReactNode }) {
  const names = NAMES[locale];
  return (
    <main className="docs" lang={locale}>
      <nav className="docs-top">
        <span>
          <BrandMark />
          Cross API
        </span>
        <a href={`/docs?lang=${locale}`}>{names.guide}</a>
        <a href={`/docs/reference?lang=${locale}`}>{names.reference}</a>
        <a href="/api/v1/openapi.json">OpenAPI</a>
        {LOCALES.filter((other) => other !== locale).map((other) => (
          <a key={other} href={`${here}?lang=${other}`} lang={other}>
            {NAMES[other].language}
          </a>
        ))}
      </nav>
      {children}
    </main>
  );
}

/** The two languages of every page that a payer sees. */
export const LOCALES = ['fr', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** What is known about the reader's language, the strongest first. */
export interface LocaleWishes {
  /** `?lang=`, the reader's own click. */
  asked?: string | undefined;
  /** The payment's, as the shop set it. */
  payment?: string | undefined;
  /** The browser's Accept-Language header. */
  accept?: string | null | undefined;
}

/** The reader's click, then the shop's wish, then the browser's, then French. Unknown languages are passed over. */
export function chooseLocale({ asked, payment, accept }: LocaleWishes): Locale {
  return [asked, payment, ...acceptedLanguages(accept ?? '')].find(isLocale) ?? 'fr';
}

/** Primary subtags of an Accept-Language header, best first: "en-GB,fr;q=0.9" gives en, fr. */
function acceptedLanguages(header: string): string[] {
  return header
    .split(',', 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters
        .map((text) => /^\s*q=([0-9.]+)\s*$/.exec(text)?.[1])
        .find((q) => q !== undefined);
      return { language: (tag.split('-')[0] ?? '').toLowerCase(), quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}

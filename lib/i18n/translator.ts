import { createTranslator } from 'next-intl';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import type { Locale } from './locale.ts';

/** Both languages have the same keys and placeholders (texts.test.ts). */
export const MESSAGES = { fr, en } as const satisfies Record<Locale, typeof fr>;

/**
 * Texts without a provider: works in server components, route handlers and the worker.
 * `translator('fr')('checkout.choose.pay', { amt: '15 000 F CFA' })`. A missing text or value throws: a page that
 * shows a key is worse than one that says it cannot be shown.
 */
export function translator(locale: Locale) {
  return createTranslator({
    locale,
    messages: MESSAGES[locale],
    timeZone: 'UTC',
    onError(error) {
      throw error;
    },
  });
}

export type Translate = ReturnType<typeof translator>;

/**
 * An operator's name as values for a text: `op`, and in French `ofOp` with its elision ("de TMoney", "d’Orange Money").
 */
export function operatorWords(name: string): { op: string; ofOp: string } {
  return { op: name, ofOp: /^[aeiouyâéèêîôû]/i.test(name) ? `d’${name}` : `de ${name}` };
}

/** The words of the developers' pages. Both languages have every key; names in braces are filled in by fill(). */
import type { Locale } from '#lib/i18n/locale.ts';
import { APPS_EN, APPS_FR } from './texts/apps.ts';
import { FIELDS_EN, FIELDS_FR } from './texts/fields.ts';
import { KEYS_EN, KEYS_FR } from './texts/keys.ts';
import { MOVE_EN, MOVE_FR } from './texts/move.ts';
import { REQUESTS_EN, REQUESTS_FR } from './texts/requests.ts';
import { WEBHOOKS_EN, WEBHOOKS_FR } from './texts/webhooks.ts';

const FR = { ...APPS_FR, ...KEYS_FR, ...WEBHOOKS_FR, ...REQUESTS_FR, ...MOVE_FR, ...FIELDS_FR };

export type DeveloperTexts = typeof FR;

const EN: DeveloperTexts = {
  ...APPS_EN,
  ...KEYS_EN,
  ...WEBHOOKS_EN,
  ...REQUESTS_EN,
  ...MOVE_EN,
  ...FIELDS_EN,
};

const TEXTS = { fr: FR, en: EN } as const satisfies Record<Locale, DeveloperTexts>;

export function developerTexts(locale: Locale): DeveloperTexts {
  return TEXTS[locale];
}

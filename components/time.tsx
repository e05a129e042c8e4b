import type { Locale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';

export interface TimeProps {
  at: Date;
  locale: Locale;
  /** IANA name, the place the reader thinks in: the payment's country or the merchant's own. */
  timeZone: string;
  /** Set: leaves out the day when it is the same one there. */
  today?: Date;
}

/** A moment for people, readable by machines: "à 14 h 32", "le 21 nov. à 14 h 32". */
export function Time(props: TimeProps) {
  return (
    <time dateTime={props.at.toISOString()} className="figure">
      {whenText(props)}
    </time>
  );
}

/** The same as text: "at 14:32", "on 21 Nov at 14:32"; the year only when it is another one. */
export function whenText(props: TimeProps): string {
  const { at, locale, timeZone, today } = props;
  const t = translator(locale);
  const clock = clockText(at, locale, timeZone);
  const sameDay = today !== undefined && dayKey(at, timeZone) === dayKey(today, timeZone);
  return sameDay ? t('time.at', { clock }) : t('time.onDay', { day: dayText(props), clock });
}

/** A moment that something happens before: "14 h 32", "le 22 nov. à 14 h 32". */
export function untilText(props: TimeProps): string {
  const { at, locale, timeZone, today } = props;
  const clock = clockText(at, locale, timeZone);
  const sameDay = today !== undefined && dayKey(at, timeZone) === dayKey(today, timeZone);
  return sameDay ? clock : translator(locale)('time.until', { day: dayText(props), clock });
}

/** "9 h 05" with no-break spaces, or "09:05". */
export function clockText(at: Date, locale: Locale, timeZone: string): string {
  const parts = partsOf(at, timeZone);
  return translator(locale)('time.clock', {
    hour: locale === 'fr' ? String(Number(parts.hour)) : parts.hour,
    minute: parts.minute,
  });
}

/** "21 nov.", "21 Nov", with the year when `today` is in another one. */
export function dayText({ at, locale, timeZone, today }: TimeProps): string {
  const parts = partsOf(at, timeZone);
  const month = MONTHS[locale][Number(parts.month) - 1] ?? parts.month;
  const day = String(Number(parts.day)); // two digits beside an hour of two digits
  const first = locale === 'fr' && day === '1' ? '1er' : day;
  const short = `${first}\u00a0${month}`;
  return today === undefined || partsOf(today, timeZone).year === parts.year
    ? short
    : `${short}\u00a0${parts.year}`;
}

/** Our own table: short month names differ between ICU versions, and a page must read the same on every host. */
const MONTHS = {
  fr: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
} as const;

function dayKey(at: Date, timeZone: string): string {
  const parts = partsOf(at, timeZone);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

function partsOf(at: Date, timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const found = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? '';
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/;

/**
 * The moment that a clock in a place shows as `YYYY-MM-DDTHH:MM` (what a `datetime-local` field sends). An hour that a
 * change of clocks leaves out or repeats is read by the offset before it.
 *
 * @param timeZone IANA name
 * @returns undefined for what is no such text
 */
export function momentOf(text: string, timeZone: string): Date | undefined {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute] = found.slice(1).map(Number);
  const asUtc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute);
  const checked = new Date(asUtc);
  // 31 February would quietly be a day of March.
  if (Number.isNaN(asUtc) || checked.toISOString().slice(0, 16) !== text.slice(0, 16)) return undefined;
  return new Date(asUtc - offsetMs(new Date(asUtc - offsetMs(checked, timeZone)), timeZone));
}

/** What a clock there shows, as a `datetime-local` field wants it. */
export function clockTextIn(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 16);
}

/** How far the clocks of a place are ahead of UTC at that moment, in ms. */
export function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at.getTime() / 1000) * 1000;
}

/**
 * What a place's time is called: "heure de Douala", "Douala time". By the city that the zone is named after, because Intl has
 * no names of cities whose country has one zone.
 */
export function clockName(timeZone: string, locale: 'fr' | 'en'): string {
  const plain = (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
  // IANA writes names without accents.
  const city = plain === 'Lome' ? 'Lomé' : plain;
  if (locale === 'en') return `${city} time`;
  return `heure ${/^[aeiouyâéèêîôû]/i.test(city) ? 'd’' : 'de '}${city}`;
}

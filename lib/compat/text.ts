/**
 * PostgreSQL cannot hold U+0000 or half a surrogate pair; U+FFFD stands where bytes were no UTF-8. None of them would
 * come back as it was sent.
 */
const UNREADABLE = /[\p{Cc}\p{Cs}\uFFFD]/u;
const UNREADABLE_ALL = new RegExp(UNREADABLE, 'gu');

/** May be stored, searched for and sent back as it is. */
export function isReadable(text: string): boolean {
  return !UNREADABLE.test(text);
}

/** A text for people, where such characters only make it ugly. */
export function readable(text: string): string {
  return text.replaceAll(UNREADABLE_ALL, ' ').trim();
}

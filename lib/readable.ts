/** Which characters a text may hold that somebody sends us and somebody else reads. */

/**
 * They turn the direction of the text around them: a shop's name or an amount beside one would be read backwards. Joiners
 * are no part of it: letters of some scripts, and many signs, need them.
 */
const TURNING = String.raw`\u202A-\u202E\u2066-\u2069`;
const CONTROL = new RegExp(String.raw`[\p{Cc}\p{Zl}\p{Zp}${TURNING}]`, 'u');

/** The first control character of a text: line breaks and those that turn its direction too. */
export function controlIn(text: string): string | undefined {
  return CONTROL.exec(text)?.[0];
}

/** For names and descriptions in forms. */
export function hasNoControl(text: string): boolean {
  return controlIn(text) === undefined;
}

/** True for half a surrogate pair: with the u flag a whole one is one character. */
export function hasHalfPair(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

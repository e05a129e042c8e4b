/** The sign of a shop that has no picture: two letters on one of the four threads of the weave. Pure. */

/** "Boutique Awa" → BA; one word gives its first two letters. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => word.charAt(0)) : [...(words[0] ?? '?')].slice(0, 2);
  return letters.join('').toUpperCase();
}

/** Always the same for a name. */
export function threadOf(name: string): number {
  return [...name].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 4;
}

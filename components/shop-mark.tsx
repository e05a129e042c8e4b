import type { ShopBrand } from '#lib/brand.ts';

/**
 * The sign of a shop: its picture, or two letters in its colour or on one of the four threads of the weave. The name
 * stands beside it, so it says nothing of its own. `letters` where a page must ask for no second file.
 */
export function ShopMark({ name, brand, letters }: { name: string; brand: ShopBrand; letters?: boolean }) {
  if (brand.logo !== undefined && !letters) {
    return (
      // biome-ignore lint/performance/noImgElement: 96 pixels of our own, on pages that Next does not draw as well
      <img
        className="shop-logo"
        src={`${brand.logo}?px=96`}
        width="48"
        height="48"
        alt=""
        decoding="async"
        // Everything that must be read comes first; React would also ask the browser to fetch it early.
        fetchPriority="low"
      />
    );
  }
  return (
    <span
      className="shop-mark"
      data-thread={brand.color === undefined ? threadOf(name) : 'brand'}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}

/** "Boutique Awa" → BA; one word gives its first two letters. */
function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => word.charAt(0)) : [...(words[0] ?? '?')].slice(0, 2);
  return letters.join('').toUpperCase();
}

/** Always the same for a name. */
function threadOf(name: string): number {
  return [...name].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 4;
}

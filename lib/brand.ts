/**
 * A shop's colour on the pages of its payers. Any colour may be chosen: what cannot be read as it is, is drawn lighter
 * or darker in the same hue until it can (WCAG 2.2, 1.4.3 and 1.4.11), for the light and the dark scheme apart. Pure.
 */

/** Colours as "#rrggbb" in lower case. */
export interface BrandColors {
  /** Text, outlines and the main button's edge. */
  act: string;
  deep: string;
  /** The main button, and the shop's sign. */
  fill: string;
  fillDeep: string;
  onFill: string;
}

/** What a shop shows of itself beside its name. */
export interface ShopBrand {
  color?: string;
  /** Path of its picture, of this origin. */
  logo?: string;
}

export function brandOf(app: { brandColor: string | null; logoUrl: string | null }): ShopBrand {
  return {
    ...(isBrandColor(app.brandColor) ? { color: app.brandColor } : {}),
    // Ours alone: the pages load nothing from elsewhere.
    ...(app.logoUrl?.startsWith('/logos/') ? { logo: app.logoUrl } : {}),
  };
}

export type Scheme = 'light' | 'dark';

/** Paper and card of app/globals.css, on which a page is drawn. */
export const GROUNDS = {
  light: ['#f6f2ea', '#fffdf9'],
  dark: ['#111218', '#1a1c24'],
} as const satisfies Record<Scheme, readonly string[]>;

const READ = 4.5;
/** Beside its ground a button also has an edge; the fill alone must only stand out a little, at night a little more. */
export const APART = { light: 1.2, dark: 1.6 } as const satisfies Record<Scheme, number>;
const INK = '#17181d';
const WHITE = '#ffffff';
/** Beyond it a colour outshouts the operators' marks, which payers find their account by (OKLCH chroma). */
function chromaMax(lightness: number): number {
  return lightness < 0.7 ? 0.2 : 0.16;
}

/** The rules of what a shop's colour becomes in either scheme. */
export function brandColors(color: string): Record<Scheme, BrandColors> {
  return { light: colorsIn('light', color), dark: colorsIn('dark', color) };
}

/** The style that puts a shop's colour in the place of ours; empty without one. Small enough to travel in every page. */
export function brandStyle(color: string | undefined): string {
  if (!isBrandColor(color)) return '';
  const { light, dark } = brandColors(color);
  return `:root{${declarations(light)}}@media(prefers-color-scheme:dark){:root{${declarations(dark)}}}`;
}

/** True for "#rrggbb" in lower case and nothing else: it is written into a page's style. */
export function isBrandColor(value: unknown): value is string {
  return typeof value === 'string' && value.length === 7 && /^#[0-9a-f]{6}$/.test(value);
}

/** Contrast of two colours after WCAG 2.2: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** True for a colour that is drawn with less chroma than it has. */
export function isLoud(color: string): boolean {
  const [lightness, chroma] = toOklch(color);
  return chroma > chromaMax(lightness);
}

// ───────────── details ─────────────

function declarations({ act, deep, fill, fillDeep, onFill }: BrandColors): string {
  return `--act:${act};--act-deep:${deep};--weave-indigo:${act};--fill:${fill};--fill-deep:${fillDeep};--on-fill:${onFill}`;
}

function colorsIn(scheme: Scheme, color: string): BrandColors {
  const grounds = GROUNDS[scheme];
  const away = scheme === 'light' ? -1 : 1;
  const [lightness, , hue] = toOklch(color);
  const calm = isLoud(color) ? toHex([lightness, chromaMax(lightness), hue]) : color;
  const act = moved(calm, away, (tried) => grounds.every((ground) => contrast(tried, ground) >= READ));
  const isApart = (tried: string) => grounds.every((ground) => contrast(tried, ground) >= APART[scheme]);
  const apart = moved(calm, away, isApart);
  const dark = contrast(INK, apart) >= READ;
  const onFill = dark ? INK : WHITE;
  const fill = dark ? apart : moved(apart, -1, (tried) => contrast(WHITE, tried) >= READ && isApart(tried));
  return { act, deep: step(act, away), fill, fillDeep: step(fill, dark ? 1 : -1), onFill };
}

/** One shade on, for a pointer that hovers: never towards the text upon it. */
function step(color: string, direction: 1 | -1): string {
  const [lightness, chroma, hue] = toOklch(color);
  return toHex([Math.min(1, Math.max(0, lightness + 0.06 * direction)), chroma, hue]);
}

/** The nearest shade of the same hue that satisfies. */
function moved(color: string, direction: 1 | -1, satisfies: (tried: string) => boolean): string {
  const [lightness, chroma, hue] = toOklch(color);
  let tried = color;
  for (let moves = 1; !satisfies(tried) && moves <= 100; moves += 1) {
    tried = toHex([Math.min(1, Math.max(0, lightness + 0.01 * moves * direction)), chroma, hue]);
  }
  return tried;
}

type Triple = readonly [number, number, number];

function channels(color: string): Triple {
  const value = Number.parseInt(color.slice(1), 16);
  return [linear(value >> 16), linear((value >> 8) & 255), linear(value & 255)];
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function luminance(color: string): number {
  const [r, g, b] = channels(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Björn Ottosson's OKLab (bottosson.github.io/posts/oklab), in which equal steps look equal. */
function toOklch(color: string): Triple {
  const [r, g, b] = channels(color);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [lightness, Math.hypot(a, bb), Math.atan2(bb, a)];
}

/** Less chroma where a screen cannot show so much of it. */
function toHex([lightness, chroma, hue]: Triple): string {
  for (let part = 1; part > 0; part -= 0.02) {
    const rgb = toLinear(lightness, chroma * part * Math.cos(hue), chroma * part * Math.sin(hue));
    if (rgb.every((channel) => channel >= -0.0005 && channel <= 1.0005)) return hexOf(rgb);
  }
  return hexOf(toLinear(lightness, 0, 0));
}

function toLinear(lightness: number, a: number, b: number): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function hexOf(rgb: Triple): string {
  const digits = rgb.map((channel) => {
    const part = Math.min(1, Math.max(0, channel));
    const value = part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}

// Order matters: every browser claims to be several others, the rarer name comes first.
const BROWSERS: readonly [RegExp, string][] = [
  [/\bOPR\/|\bOpera\b|\bOPT\//, 'Opera'],
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bUCBrowser\//, 'UC Browser'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What a browser calls itself, for its owner to recognise; undefined parts were not recognised. */
export function browserName(userAgent: string): {
  browser: string | undefined;
  system: string | undefined;
  /** Held in the hand: shown by another sign. */
  mobile: boolean;
} {
  const first = (table: readonly [RegExp, string][]) => table.find(([known]) => known.test(userAgent))?.[1];
  return {
    browser: first(BROWSERS),
    system: first(SYSTEMS),
    mobile: /\bMobile\b|\bAndroid\b|\biPhone\b|\biPad\b/.test(userAgent),
  };
}

/**
 * Who gets the page without script unasked. Not to save what a good browser can do with 14 kB: these save data on their
 * user's wish, run scripts on somebody else's server, or are older than what our script and styles are written for.
 */
export function prefersLite(headers: { get(name: string): string | null }): boolean {
  if (headers.get('save-data')?.trim().toLowerCase() === 'on') return true;
  const agent = headers.get('user-agent') ?? '';
  return LITE_BROWSERS.some((pattern) => pattern.test(agent));
}

const LITE_BROWSERS: readonly RegExp[] = [
  // Pages are drawn on Opera's servers, where timers do not run (devopera, "Opera Mini and JavaScript").
  /Opera Mini|Opera Mobi|Presto\//,
  /UCWEB|UC Browser|Nokia|SymbianOS|Series[46]0|MIDP|J2ME|BlackBerry|BB10|Dolfin|NetFront|Obigo/,
  /MSIE |Trident\/|IEMobile|Windows Phone/,
  // Screens of 240 px, and Gecko 48 of 2016.
  /KAIOS\/[12]\./i,
  // Android's own browser before Chrome took its place.
  /Android [1-4]\.(?!.*Chrome\/)/,
  /Chrome\/(?:\d|[1-4]\d|5[0-4])\./,
  /Firefox\/(?:\d|[1-4]\d)\./,
  /(?:iPhone|iPad|iPod).* OS [2-9]_/,
];

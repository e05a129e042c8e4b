/** Hand-held, in the words of the browsers of this market; Opera Mini says only its own name on some of them. */
const HAND_HELD = /Android|iPhone|iPad|iPod|Mobile|Opera Mini|KAIOS|Windows Phone/i;

/**
 * True for a browser that is certainly on a desktop: one that says nothing is taken for a phone, and on either the payer
 * can still choose the other way. An iPad that passes for a Mac sees the desktop's page.
 */
export function isDesktop(headers: { get(name: string): string | null }): boolean {
  if (headers.get('sec-ch-ua-mobile') === '?1') return false;
  const agent = headers.get('user-agent') ?? '';
  return agent !== '' && !HAND_HELD.test(agent) && /Windows NT|Macintosh|X11|CrOS|Linux/.test(agent);
}

/** A page as one answer: a whole document of our own, light enough for one flight of packets, and its headers. */
import type { ReactElement } from 'react';
import { CalmSlip } from '#components/checkout/calm-slip.tsx';
import { Document, type DocumentProps } from '#components/checkout/document.tsx';
import { brandStyle } from '#lib/brand.ts';
import { translator } from '#lib/i18n/translator.ts';
import { formAction, PRIVATE_HEADERS } from './page-headers.ts';
import type { PageScript } from './page-script.ts';
import { frameHeaders } from './pay/[id]/frame.ts';
import { CHECKOUT_SHEETS, pageStyle, type Weight } from './pay/[id]/page-style.ts';

export interface OwnPage extends Pick<DocumentProps, 'lang' | 'title' | 'head' | 'refresh'> {
  /** `lite`: without script, and with values that browsers without custom properties understand. */
  weight: Weight;
  /** Style sheets from the project's folder, in the order of the cascade; the page keeps what it uses. */
  sheets?: readonly string[];
  script?: PageScript | undefined;
  /** The shop's. */
  color?: string | undefined;
  /** The one site that may frame it. */
  frame?: string | undefined;
}

/** The document's text. */
export async function ownDocument(body: ReactElement, page: OwnPage): Promise<string> {
  const { weight, sheets = CHECKOUT_SHEETS, script, color, frame, ...rest } = page;
  const markup = await markupOf(body);
  // Behind our own rules, whose plain values old browsers keep to.
  const style = pageStyle(markup, weight, sheets) + brandStyle(color);
  const drawn = { ...rest, style, framed: frame !== undefined, script: script?.text, body: markup };
  return `<!doctype html>${await markupOf(<Document {...drawn} />)}`;
}

/** Loaded when first needed: Next lets no route import the renderer at its head. */
async function markupOf(element: ReactElement): Promise<string> {
  const { renderToStaticMarkup } = await import('react-dom/server');
  return renderToStaticMarkup(element);
}

/** A drawn document with the headers of a page that nobody keeps, finds, or frames (but for `frame`). */
export function ownAnswer(
  document: string,
  { status = 200, frame, script }: Pick<OwnPage, 'frame' | 'script'> & { status?: number },
): Response {
  const { 'X-Frame-Options': _, ...rest } = PRIVATE_HEADERS;
  const { ancestors, headers: forOld } = frameHeaders(frame);
  const headers = {
    ...rest,
    ...forOld,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policyOf(script, ancestors),
  };
  return new Response(document, { status, headers });
}

/** Nothing but our own script runs, and nothing is loaded. Forms: as in app/page-headers.ts. */
function policyOf(script: PageScript | undefined, ancestors: string): string {
  const directives = {
    'default-src': "'none'",
    ...(script !== undefined && { 'script-src': `'${script.hash}'`, 'connect-src': "'self'" }),
    'style-src': "'unsafe-inline'",
    'img-src': "'self' data:",
    'form-action': formAction(),
    'frame-ancestors': ancestors,
    'base-uri': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Something of ours broke. Both languages, because nothing that could tell the reader's is known to work here. */
export async function troublePage(address: string): Promise<Response> {
  const [fr, en] = [translator('fr'), translator('en')];
  const page = await ownDocument(
    <CalmSlip heading={fr('trouble.heading')}>
      <p className="slip-text">{fr('trouble.what')}</p>
      <div lang="en">
        <p className="notice-title">{en('trouble.heading')}</p>
        <p className="slip-text">{en('trouble.what')}</p>
      </div>
      <a className="btn" href={address}>
        {fr('trouble.retry')} · <span lang="en">{en('trouble.retry')}</span>
      </a>
    </CalmSlip>,
    { lang: 'fr', title: fr('trouble.heading'), weight: 'lite' },
  );
  return ownAnswer(page, { status: 500 });
}

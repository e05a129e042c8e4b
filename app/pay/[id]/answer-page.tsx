/** The payer's page as one answer: a whole document of our own, light enough for one flight of packets. */
import type { ReactElement } from 'react';
import { CalmSlip } from '#components/checkout/calm-slip.tsx';
import { Checkout } from '#components/checkout/checkout.tsx';
import { Document } from '#components/checkout/document.tsx';
import { type Asked, type Drawing, pageAddress, type Weight } from '#components/checkout/page-props.ts';
import { pageTitle } from '#components/checkout/title.ts';
import { reloadOf } from '#components/checkout/waiting-parts.tsx';
import { wordsOf } from '#components/checkout/words.ts';
import { brandStyle } from '#lib/brand.ts';
import { systemClock } from '#lib/clock.ts';
import { chooseLocale, isLocale, type Locale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';
import { log } from '#lib/log.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { formAction, PRIVATE_HEADERS } from '../../page-headers.ts';
import { isDesktop } from './device.ts';
import { readEcho } from './echo.ts';
import type { RouteParams } from './form.ts';
import { frameHeaders, frameOf } from './frame.ts';
import { prefersLite } from './lite-browsers.ts';
import { loadView } from './load.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { versionOf } from './version.ts';

/** Answers a request for the page. Whoever holds the address may pay it; nothing here needs script. */
export async function answerPage(
  request: Request,
  { params }: RouteParams,
  named?: Weight,
): Promise<Response> {
  const { id } = await params;
  const { searchParams } = new URL(request.url);
  const lang = searchParams.get('lang');
  const weight = named ?? (searchParams.get('view') === 'full' ? 'full' : undefined);
  const asked: Asked = { ...(isLocale(lang) && { lang }), ...(weight && { weight }) };
  try {
    const drawing = await prepare(request, { id, asked, searchParams });
    if (drawing === undefined) return await notFoundPage(request, asked);
    const page = await checkoutPage(drawing);
    return pageResponse(page, { weight: drawing.weight, frame: drawing.asked.frame });
  } catch (error) {
    log.error({ err: error, paymentId: id }, 'the payment page could not be drawn');
    return troublePage(pageAddress(id, asked));
  }
}

async function prepare(
  { headers }: Request,
  { id, asked: wished, searchParams }: { id: string; asked: Asked; searchParams: URLSearchParams },
): Promise<Drawing | undefined> {
  const record = await findPublicPayment(id);
  if (record === undefined) return undefined;
  const now = systemClock.now();
  const frame = frameOf(searchParams.get('frame'), record.app.declaredOrigins);
  const asked: Asked = { ...wished, ...(frame !== undefined && { frame }) };
  const typed = frame === undefined ? null : searchParams.get('typed');
  const echo = await readEcho(id, { error: searchParams.get('error'), typed, now });
  // A window of the shop's site is no place for the shop's own page.
  const stays = searchParams.has('stay') || frame !== undefined;
  const view = await loadView(record, { now, stays, desktop: isDesktop(headers), ...(echo && { echo }) });
  const accept = headers.get('accept-language');
  const words = wordsOf(view, chooseLocale({ asked: asked.lang, payment: record.payment.locale, accept }));
  const weight = asked.weight ?? (prefersLite(headers) ? 'lite' : 'full');
  return { view, words, now, asked, weight, ...(echo && { echo }) };
}

/** The whole document for a payment in one state. */
export function checkoutPage(drawing: Drawing): Promise<string> {
  const { view, words, weight } = drawing;
  return document(<Checkout {...drawing} version={versionOf(view)} />, {
    lang: words.locale,
    title: pageTitle(view, words),
    weight,
    framed: drawing.asked.frame !== undefined,
    color: view.shop.brand.color,
    refresh: weight === 'lite' ? reloadOf(drawing) : undefined,
  });
}

/** Another payment's address and one that never was are the same. */
async function notFoundPage({ headers }: Request, asked: Asked): Promise<Response> {
  const lang = chooseLocale({ asked: asked.lang, accept: headers.get('accept-language') });
  const t = translator(lang);
  const otherLanguage = { locale: lang === 'fr' ? 'en' : 'fr', name: t('common.otherLanguage') } as const;
  const page = await document(
    <CalmSlip heading={t('notFound.payHeading')} otherLanguage={otherLanguage}>
      <p className="slip-text">{t('notFound.payWhat')}</p>
    </CalmSlip>,
    { lang, title: t('notFound.payTitle'), weight: 'lite' },
  );
  return pageResponse(page, { weight: 'lite', status: 404 });
}

/** Something of ours broke. Both languages, because nothing that could tell the payer's is known to work here. */
async function troublePage(address: string): Promise<Response> {
  const [fr, en] = [translator('fr'), translator('en')];
  const page = await document(
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
  return pageResponse(page, { weight: 'lite', status: 500 });
}

interface DocumentOptions {
  lang: Locale;
  title: string;
  weight: Weight;
  framed?: boolean;
  color?: string | undefined;
  refresh?: ReturnType<typeof reloadOf>;
}

async function document(
  body: ReactElement,
  { weight, color, framed = false, ...rest }: DocumentOptions,
): Promise<string> {
  const markup = await markupOf(body);
  const script = weight === 'full' ? pageScript().text : undefined;
  // Behind our own rules, whose plain values old browsers keep to.
  const style = pageStyle(markup, weight) + brandStyle(color);
  return `<!doctype html>${await markupOf(<Document {...rest} framed={framed} style={style} script={script} body={markup} />)}`;
}

/** Loaded when first needed: Next lets no route import the renderer at its head. */
async function markupOf(element: ReactElement): Promise<string> {
  const { renderToStaticMarkup } = await import('react-dom/server');
  return renderToStaticMarkup(element);
}

interface PageAnswer {
  weight: Weight;
  status?: number;
  /** The one site that may frame it. */
  frame?: string | undefined;
}

function pageResponse(page: string, { weight, status = 200, frame }: PageAnswer): Response {
  const { 'X-Frame-Options': _, ...rest } = PRIVATE_HEADERS;
  const { ancestors, headers: forOld } = frameHeaders(frame);
  const headers = {
    ...rest,
    ...forOld,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policyOf(weight, ancestors),
  };
  return new Response(page, { status, headers });
}

/** Nothing but our own script runs, and nothing is loaded. Forms: as in app/page-headers.ts. */
function policyOf(weight: Weight, ancestors: string): string {
  const directives = {
    'default-src': "'none'",
    ...(weight === 'full' && { 'script-src': `'${pageScript().hash}'`, 'connect-src': "'self'" }),
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

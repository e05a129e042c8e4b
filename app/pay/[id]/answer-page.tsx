/** The payer's page as one answer: a whole document of our own, light enough for one flight of packets. */
import { CalmSlip } from '#components/checkout/calm-slip.tsx';
import { Checkout } from '#components/checkout/checkout.tsx';
import { type Asked, type Drawing, pageAddress, type Weight } from '#components/checkout/page-props.ts';
import { pageTitle } from '#components/checkout/title.ts';
import { reloadOf } from '#components/checkout/waiting-parts.tsx';
import { wordsOf } from '#components/checkout/words.ts';
import { systemClock } from '#lib/clock.ts';
import { chooseLocale, isLocale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';
import { log } from '#lib/log.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { ownAnswer, ownDocument, troublePage } from '../../own-page.tsx';
import { type PageScript, pageScript } from '../../page-script.ts';
import { isDesktop } from './device.ts';
import { readEcho } from './echo.ts';
import type { RouteParams } from './form.ts';
import { frameOf } from './frame.ts';
import { prefersLite } from './lite-browsers.ts';
import { loadView } from './load.ts';
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
    return ownAnswer(page, { script: scriptOf(drawing.weight), frame: drawing.asked.frame });
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
  return ownDocument(<Checkout {...drawing} version={versionOf(view)} />, {
    lang: words.locale,
    title: pageTitle(view, words),
    weight,
    script: scriptOf(weight),
    frame: drawing.asked.frame,
    color: view.shop.brand.color,
    refresh: weight === 'lite' ? reloadOf(drawing) : undefined,
  });
}

function scriptOf(weight: Weight): PageScript | undefined {
  return weight === 'full' ? pageScript('app/pay/[id]/page-script.js') : undefined;
}

/** Another payment's address and one that never was are the same. */
async function notFoundPage({ headers }: Request, asked: Asked): Promise<Response> {
  const lang = chooseLocale({ asked: asked.lang, accept: headers.get('accept-language') });
  const t = translator(lang);
  const otherLanguage = { locale: lang === 'fr' ? 'en' : 'fr', name: t('common.otherLanguage') } as const;
  const page = await ownDocument(
    <CalmSlip heading={t('notFound.payHeading')} otherLanguage={otherLanguage}>
      <p className="slip-text">{t('notFound.payWhat')}</p>
    </CalmSlip>,
    { lang, title: t('notFound.payTitle'), weight: 'lite' },
  );
  return ownAnswer(page, { status: 404 });
}

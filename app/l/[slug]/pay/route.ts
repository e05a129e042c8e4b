import { pageAddress } from '#components/checkout/page-props.ts';
import { type LinkAsked, type LinkError, linkAddress } from '#components/link/view.ts';
import { systemClock } from '#lib/clock.ts';
import type { Country } from '#lib/countries.ts';
import { chooseLocale, isLocale } from '#lib/i18n/locale.ts';
import { newUuid } from '#lib/ids.ts';
import { findPublicLink } from '#lib/links/find-link.ts';
import { startLinkPayment } from '#lib/links/start-payment.ts';
import { linkAmount, linkCountry, payableAmount } from '#lib/links/terms.ts';
import type { LinkAmount } from '#lib/links/types.ts';
import { log } from '#lib/log.ts';
import { type Money, parseTyped } from '#lib/money.ts';
import { takesAmount } from '#lib/routing/amount-range.ts';
import { PRIVATE_HEADERS } from '../../../page-headers.ts';
import { isOwnForm } from '../../../pay/[id]/form.ts';
import { frameOf } from '../../../pay/[id]/frame.ts';
import type { LinkParams } from '../answer-link.tsx';
import { type LinkMemory, memoryCookie, memoryParameter, rememberedIn } from '../memory.ts';

/** The button of a link: one payment, and 303 to its page. Whatever goes wrong leads back to the link. */
export async function POST(request: Request, { params }: LinkParams): Promise<Response> {
  const now = systemClock.now();
  const found = await findPublicLink((await params).slug, now);
  if (found === undefined) return new Response('Not found', { status: 404, headers: PRIVATE_HEADERS });
  const { slug } = found.link;
  if (!isOwnForm(request)) return leadTo(`/l/${slug}?error=origin`);
  const fields = await request.formData().catch(() => new FormData());
  const lang = fields.get('lang');
  const frame = frameOf(fields.get('frame'), found.app.declaredOrigins);
  const asked: LinkAsked = { ...(isLocale(lang) && { lang }), ...(frame !== undefined && { frame }) };
  const remembered = rememberedIn(request, slug, { framed: frame !== undefined, now });
  const typed = { amount: textOf(fields, 'amount', 60), name: textOf(fields, 'name', 100) };
  const memory: LinkMemory = { ...remembered, ...typed };
  const back = (error?: LinkError) => backTo(slug, asked, { error, memory, now });

  const price = readPrice(linkAmount(found.link), typed.amount, linkCountry(found.app));
  if (typeof price === 'string') return back(price);
  try {
    const started = await startLinkPayment(found, {
      money: price,
      payerName: found.link.asksName && typed.name !== '' ? typed.name : undefined,
      locale: chooseLocale({ asked: asked.lang, accept: request.headers.get('accept-language') }),
      nonce: nonceOf(textOf(fields, 'nonce', 40)),
      resume: remembered.payment,
      peer: request.headers.get('x-cross-peer') ?? '',
    });
    if (started.kind === 'too_many') return back('too_many');
    if (started.kind === 'closed') return back();
    const { paymentId } = started;
    // What was typed is part of the payment now; the next visit starts with an empty form.
    return leadTo(pageAddress(paymentId, asked), memoryCookie(slug, { payment: paymentId }));
  } catch (error) {
    log.error({ err: error, linkId: found.link.id }, 'a payment of a link could not be begun');
    return back('unexpected');
  }
}

/** The link's own amount, or what the payer typed when it lies within the bounds and some operator takes it. */
function readPrice(asked: LinkAmount, typed: string, country: Country): Money | 'amount' | 'low' | 'high' {
  const amount = payableAmount(asked, country);
  if (amount.kind === 'fixed') return amount.money;
  const price = parseTyped(typed, amount.currency);
  if (price === undefined) return 'amount';
  if (amount.min !== undefined && price.amount < amount.min) return 'low';
  if (amount.max !== undefined && price.amount > amount.max) return 'high';
  return takesAmount(country, price) ? price : 'amount';
}

/** Drawn with the page. What is no such thing (an old page, another program) counts as a press of its own. */
function nonceOf(text: string): string {
  return /^[0-9a-f-]{36}$/.test(text) ? text : newUuid();
}

function textOf(fields: FormData, name: string, lengthMax: number): string {
  const value = fields.get(name);
  // No control characters: what a form sends is shown to people.
  return typeof value === 'string' ? value.replaceAll(/\p{C}/gu, ' ').trim().slice(0, lengthMax) : '';
}

function backTo(
  slug: string,
  asked: LinkAsked,
  { error, memory, now }: { error: LinkError | undefined; memory: LinkMemory; now: Date },
): Response {
  const told: Record<string, string> = error === undefined ? {} : { error };
  if (asked.frame === undefined) return leadTo(linkAddress(slug, asked, told), memoryCookie(slug, memory));
  return leadTo(linkAddress(slug, asked, { ...told, typed: memoryParameter(slug, memory, now) }));
}

function leadTo(location: string, cookie?: string): Response {
  const headers = new Headers({ ...PRIVATE_HEADERS, Location: location });
  if (cookie !== undefined) headers.set('Set-Cookie', cookie);
  return new Response(null, { status: 303, headers });
}

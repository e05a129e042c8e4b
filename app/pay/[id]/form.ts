/** What the targets of the payer's forms have in common: whose form it is, and the way back to the page. */

import { type Asked, pageAddress } from '#components/checkout/page-props.ts';
import { type FormEcho, type FormError, isFormError } from '#components/checkout/view.ts';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { isLocale } from '#lib/i18n/locale.ts';
import { log } from '#lib/log.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { rememberLanguage } from '#lib/payments/remember-language.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { PRIVATE_HEADERS } from '../../page-headers.ts';
import { isDesktop } from './device.ts';
import { echoCookie, sealEcho } from './echo.ts';
import { frameOf } from './frame.ts';

export type RouteParams = { params: Promise<{ id: string }> };

/** A checked form of this payment's page. */
export interface PageForm {
  id: string;
  record: PaymentRecord;
  desktop: boolean;
  /** It stands in a window of the shop's site. */
  framed: boolean;
  /** A field as text, trimmed; empty when it is missing, is a file or is longer than `lengthMax` characters. */
  field(name: string, lengthMax: number): string;
  /** 303 to the page; with an echo, the page gives back what was typed and says what was wrong. */
  back(echo?: FormEcho): Response;
}

/**
 * Reads a form and lets `act` answer it. Whatever goes wrong leads back to the page, which shows the payment as it
 * stands: a form that came too late (another tab was quicker) is answered by the state itself.
 */
export async function answerForm(
  request: Request,
  { params }: RouteParams,
  act: (form: PageForm) => Promise<Response>,
): Promise<Response> {
  const { id } = await params;
  const record = await findPublicPayment(id);
  if (record === undefined) return new Response('Not found', { status: 404, headers: PRIVATE_HEADERS });
  if (!isOwnForm(request)) return backTo(id, {}, { error: 'origin' });
  const fields = await request.formData().catch(() => new FormData());
  const lang = fields.get('lang');
  const weight = fields.get('view');
  const asked: Asked = {
    ...(isLocale(lang) && { lang }),
    ...((weight === 'lite' || weight === 'full') && { weight }),
  };
  const frame = frameOf(fields.get('frame'), record.app.declaredOrigins);
  if (frame !== undefined) asked.frame = frame;
  const back = (echo?: FormEcho) => backTo(id, asked, echo);
  if (isLocale(lang) && lang !== record.payment.locale) await rememberLanguage(id, lang);
  const form: PageForm = {
    id,
    record,
    desktop: isDesktop(request.headers),
    framed: frame !== undefined,
    field: (name, lengthMax) => textOf(fields, name, lengthMax),
    back,
  };
  try {
    return await act(form);
  } catch (error) {
    const known = error instanceof AppError ? PAGE_ERRORS[error.code] : undefined;
    if (known === 'state') return back();
    if (known === undefined) log.error({ err: error, paymentId: id }, 'a form of the payment page failed');
    return back({ ...typed(form), error: known ?? 'unexpected' });
  }
}

/** Refusals of the use cases: a sentence of the page, or `state` where the page's state already says it. */
const PAGE_ERRORS: Partial<Record<ErrorCode, FormError | 'state'>> = {
  payment_blocked: 'state',
  payment_final: 'state',
  payment_expired: 'state',
  attempts_exhausted: 'state',
  otp_invalid: 'state',
  otp_not_expected: 'state',
  otp_tries_exhausted: 'state',
  operator_unsupported: 'operator_unavailable',
  operator_unavailable: 'operator_unavailable',
  service_unavailable: 'operator_unavailable',
  amount_out_of_range: 'amount_out_of_range',
  currency_unsupported: 'amount_out_of_range',
  phone_invalid: 'phone_invalid',
  too_many_requests: 'too_many_requests',
};

/**
 * A form of another site is refused. Browsers since 2020 say where a form comes from (Sec-Fetch-Site), older ones name
 * its origin; one that says neither is let through: a payer without such a browser must be able to pay, and the
 * unguessable address is what permits the act, no cookie does.
 */
export function isOwnForm(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = request.headers.get('origin');
  if (origin === null) return true;
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** What the payer had chosen and typed, to be given back. */
function typed(form: PageForm): FormEcho {
  const operator = form.field('operator', 40);
  const phone = form.field('phone', 60);
  // The operator is checked against the catalogue when the cookie is read.
  return {
    ...(operator && { operator: operator as FormEcho['operator'] & string }),
    ...(phone && { phone }),
  };
}

function backTo(id: string, asked: Asked, echo: FormEcho | undefined): Response {
  const page = pageAddress(id, asked);
  const error = isFormError(echo?.error) ? `${page.includes('?') ? '&' : '?'}error=${echo.error}` : '';
  // Browsers keep no cookie of ours in another site's window, so there what was typed travels sealed in the address.
  const typed = asked.frame === undefined || echo === undefined ? '' : `&typed=${sealEcho(id, echo)}`;
  const headers = new Headers({ ...PRIVATE_HEADERS, Location: page + error + typed });
  if (echo !== undefined && typed === '') headers.set('Set-Cookie', echoCookie(id, echo));
  return new Response(null, { status: 303, headers });
}

function textOf(fields: FormData, name: string, lengthMax: number): string {
  const value = fields.get(name);
  return typeof value === 'string' && value.length <= lengthMax ? value.trim() : '';
}

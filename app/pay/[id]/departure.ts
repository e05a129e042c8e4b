import { createHash } from 'node:crypto';
import { operatorName } from '#components/checkout/words.ts';
import { chooseLocale } from '#lib/i18n/locale.ts';
import { operatorWords, translator } from '#lib/i18n/translator.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import type { Departure } from '#lib/payments/go.ts';
import { blockingAttempt } from '#lib/payments/resource.ts';
import { PRIVATE_HEADERS } from '../../page-headers.ts';
import type { PageForm } from './form.ts';

/**
 * Sends the payer on: by redirect, or with a form that posts itself and has a button where script is off. Its fields
 * may hold a session of the provider, so they stand in this answer only and in no address.
 */
export async function answerDeparture(form: PageForm, departure: Departure): Promise<Response> {
  switch (departure.kind) {
    case 'back':
      return form.back();
    case 'redirect':
      return new Response(null, { status: 303, headers: { ...PRIVATE_HEADERS, Location: departure.url } });
    case 'form': {
      const page = formPage(departure, await titleWords(form));
      return new Response(page, { headers: { ...PRIVATE_HEADERS, ...formHeaders(departure.url) } });
    }
  }
}

const SCRIPT = 'document.forms[0].submit()';
const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64');

/**
 * The form may go to the provider's host and nowhere else. Chrome holds a redirect that answers it to the same rule, and
 * a provider may send the payer straight back (a session that is over): so our own host is allowed beside it.
 */
export function formHeaders(url: string): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; script-src 'sha256-${SCRIPT_HASH}'; style-src 'unsafe-inline'; form-action 'self' ${new URL(url).origin}; frame-ancestors 'none'; base-uri 'none'`,
  };
}

interface FormWords {
  locale: string;
  heading: string;
  what: string;
  button: string;
}

async function titleWords(form: PageForm): Promise<FormWords> {
  const locale = chooseLocale({ asked: form.field('lang', 2), payment: form.record.payment.locale });
  const t = translator(locale);
  const record = (await findPublicPayment(form.id)) ?? form.record;
  const operator = blockingAttempt(record)?.operator as OperatorId | undefined; // written from the catalogue alone
  const words = operatorWords(operator === undefined ? '' : operatorName(operator, locale));
  return {
    locale,
    heading: t('checkout.go.form', words),
    what: t('checkout.go.formWhat'),
    button: t('checkout.go.button', words),
  };
}

/** A page of its own and not a component: it must post before anything else could load. */
export function formPage({ url, fields }: Extract<Departure, { kind: 'form' }>, words: FormWords): string {
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  return `<!doctype html><html lang="${words.locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(words.heading)}</title><style>${STYLE}</style><main><h1>${escapeHtml(words.heading)}</h1><p>${escapeHtml(words.what)}</p><form method="post" action="${escapeHtml(url)}">${inputs}<button>${escapeHtml(words.button)}</button></form></main><script>${SCRIPT}</script></html>`;
}

const STYLE =
  ':root{color-scheme:light dark;--p:#f6f2ea;--i:#17181d;--a:#1f2b62;--o:#fff}@media(prefers-color-scheme:dark){:root{--p:#111218;--i:#f1eee7;--a:#b9c4ff;--o:#131631}}body{margin:0;background:var(--p);color:var(--i);font:17px/1.45 system-ui,sans-serif}main{max-width:27rem;margin:12vh auto;padding:16px}h1{font-size:1.3rem}button{width:100%;min-height:56px;border:0;border-radius:12px;background:var(--a);color:var(--o);font:700 1.1rem system-ui,sans-serif}';

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * The pages that a server end shows to a payer's browser before there is a transaction: a step between a shop's link and
 * the payment's own page, and what is shown instead of it when the link is wrong.
 *
 * A link (GET) must create nothing, since previews, prefetch and mail scanners open links: the step's button posts to
 * the very same address, query included, and only that POST calls `Backend.createPage`.
 */
import { formatMoney, type Money } from '#lib/money.ts';

/** A title, an amount and one button; no script, and nothing is loaded from anywhere. */
export function payerStep(about: { description: string; money: Money; locale: 'fr' | 'en' }): Response {
  const { description, money, locale } = about;
  const words = WORDS[locale];
  // Without an action the form goes to the address of the page itself.
  return page(
    { status: 200, locale, title: words.pay },
    `<h1>${escapeHtml(description || words.pay)}</h1><p class="amount">${escapeHtml(formatMoney(money, locale))}</p>
<form method="post"><button>${words.continue}</button></form><p>${words.nothingYet}</p>`,
  );
}

/** What is wrong with a link, for the payer and for the developer of the shop; nothing was created or taken. */
export function payerProblem(about: { status: number; problem: string; locale: 'fr' | 'en' }): Response {
  const { status, problem, locale } = about;
  const words = WORDS[locale];
  return page(
    { status, locale, title: words.problem },
    `<h1>${words.problem}</h1><p>${escapeHtml(problem)}</p><p>${words.nothingTaken}</p>`,
  );
}

/** On to the payment's page; a reload sends no form again. */
export function payerGoesTo(url: string): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, location: url } });
}

/** French unless the browser asks for English first. */
export function payerLocale(acceptLanguage: string | undefined): 'fr' | 'en' {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'fr';
}

const WORDS = {
  fr: {
    pay: 'Paiement',
    continue: 'Continuer vers le paiement',
    nothingYet: 'Rien n’est débité à cette étape.',
    problem: 'Ce lien de paiement ne peut pas être utilisé',
    nothingTaken: 'Ce lien n’a rien débité. Retournez à la boutique et recommencez.',
  },
  en: {
    pay: 'Payment',
    continue: 'Continue to the payment',
    nothingYet: 'Nothing is taken at this step.',
    problem: 'This payment link cannot be used',
    nothingTaken: 'This link has taken nothing. Go back to the shop and start again.',
  },
} as const;

/** The link may hold a key of the shop: it goes to nobody as a referrer, and into no cache. */
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action https: http:; frame-ancestors 'none'; base-uri 'none'";

const STYLE =
  ':root{color-scheme:light dark;--p:#f6f2ea;--i:#17181d;--a:#1f2b62;--o:#fff}@media(prefers-color-scheme:dark){:root{--p:#111218;--i:#f1eee7;--a:#b9c4ff;--o:#131631}}body{margin:0;background:var(--p);color:var(--i);font:17px/1.45 system-ui,sans-serif}main{max-width:27rem;margin:12vh auto;padding:16px;overflow-wrap:anywhere}h1{font-size:1.3rem}.amount{font-size:1.9rem;font-weight:700}button{width:100%;min-height:56px;border:0;border-radius:12px;background:var(--a);color:var(--o);font:700 1.1rem system-ui,sans-serif}';

function page(head: { status: number; locale: string; title: string }, content: string): Response {
  const text = `<!doctype html><html lang="${head.locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${head.title}</title><style>${STYLE}</style><main>${content}</main></html>`;
  const type = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
  return new Response(text, { status: head.status, headers: { ...HEADERS, ...type } });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

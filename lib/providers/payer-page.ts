/**
 * The pages that a server end shows to a payer's browser before there is a transaction: a step between a shop's link and
 * the payment's own page, and what is shown instead of it when the link is wrong.
 *
 * A link (GET) must create nothing, since previews, prefetch and mail scanners open links: the step's button posts to
 * the very same address, query included, and only that POST calls `Backend.createPage`.
 */
import { formatMoney, type Money } from '#lib/money.ts';
import type { ServerAccount } from './provider.ts';

type Locale = 'fr' | 'en';

/** Shop, amount, order and one button, as a ticket like the checkout's; no script, and nothing is loaded from anywhere. */
export function payerStep(about: {
  account: Pick<ServerAccount, 'shopName' | 'mode'>;
  description: string | undefined;
  money: Money;
  reference: string;
  locale: Locale;
  /** Of the page itself, with `?`: the other language is the same link. */
  query: string;
}): Response {
  const { account, description = '', money, reference, locale, query } = about;
  const words = WORDS[locale];
  const shop = account.shopName ?? '';
  const title = shop === '' ? words.pay : `${words.pay} – ${shop}`;
  return page(
    {
      status: 200,
      locale,
      title,
      otherLanguage: otherLanguage(query, locale),
      test: account.mode === 'test',
    },
    // Without an action the form goes to the address of the page itself.
    `<header class="stub">${line('shop', shop)}${line('what', description)}
<p class="amount"><span class="sr">${words.amount} </span>${escapeHtml(formatMoney(money, locale))}</p>
<p class="what">${words.order} ${escapeHtml(reference)}</p></header><div class="tear"></div>
<div class="slip"><h1>${words.check}</h1><p class="what">${words.nothingYet}</p>
<form method="post"><button>${words.continue}</button></form></div>`,
  );
}

/**
 * What is wrong with a link, for the payer and for the developer of the shop; nothing was created or taken.
 *
 * @param about `back`: the shop's address, where it is known and the shop's own
 */
export function payerProblem(about: {
  status: number;
  problem: string;
  locale: Locale;
  back?: string | undefined;
}): Response {
  const { status, problem, locale, back } = about;
  const words = WORDS[locale];
  const way = back === undefined ? '' : `\n<a class="button" href="${escapeHtml(back)}">${words.back}</a>`;
  return page(
    { status, locale, title: words.problem },
    `<div class="slip"><h1>${words.problem}</h1><p class="problem">${escapeHtml(problem)}</p>
<p class="what">${words.nothingTaken}</p>${way}</div>`,
  );
}

/** On to the payment's page; a reload sends no form again. */
export function payerGoesTo(url: string): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, location: url } });
}

/** French unless the browser asks for English first. */
export function payerLocale(acceptLanguage: string | undefined): Locale {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'fr';
}

/** The same on a step, where the payer may have chosen: then `lang` is the first parameter of the link. */
export function stepLocale(query: string, acceptLanguage: string | undefined): Locale {
  const chosen = CHOSEN_LANGUAGE.exec(query)?.[1];
  return chosen === 'fr' || chosen === 'en' ? chosen : payerLocale(acceptLanguage);
}

/** First, since what stands behind an address that was not encoded would be taken for a part of it. */
const CHOSEN_LANGUAGE = /^\?lang=(fr|en)&/;

function otherLanguage(query: string, locale: Locale): string {
  const other = locale === 'fr' ? 'en' : 'fr';
  const link = query.replace(CHOSEN_LANGUAGE, '?').replace(/^\?/, '');
  return `<nav><a href="?lang=${other}&#38;${escapeHtml(link)}" lang="${other}" hreflang="${other}">${WORDS[other].name}</a></nav>`;
}

const WORDS = {
  fr: {
    name: 'Français',
    test: 'Mode test : aucun argent réel',
    pay: 'Paiement',
    amount: 'Montant à payer :',
    order: 'Référence',
    check: 'Vérifiez, puis continuez',
    continue: 'Continuer vers le paiement',
    nothingYet:
      'Vous choisissez votre moyen de paiement à l’étape suivante. Rien n’est débité à cette étape.',
    problem: 'Ce lien de paiement ne peut pas être utilisé',
    nothingTaken: 'Ce lien n’a rien débité. Retournez à la boutique et recommencez.',
    back: 'Retourner à la boutique',
  },
  en: {
    name: 'English',
    test: 'Test mode: no real money',
    pay: 'Payment',
    amount: 'Amount to pay:',
    order: 'Reference',
    check: 'Check, then continue',
    continue: 'Continue to the payment',
    nothingYet: 'You choose how to pay in the next step. Nothing is taken at this step.',
    problem: 'This payment link cannot be used',
    nothingTaken: 'This link has taken nothing. Go back to the shop and start again.',
    back: 'Back to the shop',
  },
} as const;

/** The link may hold a key of the shop: it goes to nobody as a referrer, and into no cache. */
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action https: http:; frame-ancestors 'none'; base-uri 'none'";

/** The checkout's ticket in small; tokens as in app/globals.css, which this page does not load. */
const STYLE = `:root{color-scheme:light dark;--paper:#f6f2ea;--card:#fffdf9;--ink:#17181d;--soft:#5d5a55;--line:#e2dccf;--act:#1f2b62;--deep:#141d47;--on:#fff;--bad:#8a1c15;--gold:#d9a441;--focus:#a56a00;--indigo:#1f2b62;--thread:#f6f2ea}
@media(prefers-color-scheme:dark){:root{--paper:#111218;--card:#1a1c24;--ink:#f1eee7;--soft:#a9a59c;--line:#30323d;--act:#b9c4ff;--deep:#d3daff;--on:#131631;--bad:#ffaca3;--focus:#d9a441;--indigo:#3a4a99;--thread:#cfc8b8}}
*{box-sizing:border-box;margin:0}
body{background:var(--paper);color:var(--ink);font:1.0625rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
.test{padding:6px 12px;background:var(--gold);color:#17181d;font-weight:700;font-size:.88rem;text-align:center}
nav,main{max-width:28rem;margin:0 auto}
nav{display:flex;justify-content:flex-end;padding:0 16px;font-size:.88rem}
nav a{display:inline-flex;align-items:center;min-height:48px;color:var(--soft);text-underline-offset:3px}
.space{padding:12px}nav+.space{padding-top:0}
main{border:1px solid var(--line);border-radius:14px;overflow:hidden;background:var(--card)}
main::before{content:"";display:block;height:8px;background:repeating-linear-gradient(90deg,var(--indigo) 0 26px,var(--gold) 26px 31px,var(--indigo) 31px 36px,#b4472f 36px 48px,var(--thread) 48px 51px,#17693c 51px 66px,var(--gold) 66px 68px)}
.stub{padding:18px 20px 20px}.shop{font-weight:650;font-size:1.15rem;line-height:1.25}.what{color:var(--soft);font-size:.95rem}
.amount{margin:14px 0 6px;font-weight:750;font-size:min(2.4rem,11vw);line-height:1.1;letter-spacing:-.02em}
.tear{position:relative;border-top:2px dashed var(--line)}
.tear::before,.tear::after{content:"";position:absolute;top:-10px;width:18px;height:18px;border:1px solid var(--line);border-radius:50%;background:var(--paper)}
.tear::before{left:-10px}.tear::after{right:-10px}
.slip{display:flex;flex-direction:column;gap:14px;padding:22px 20px 20px}h1{font-weight:700;font-size:1.2rem;line-height:1.3}.problem{color:var(--bad);font-weight:650}
button,.button{display:block;width:100%;min-height:56px;padding:.75rem .5rem;border:0;border-radius:12px;background:var(--act);color:var(--on);font-family:inherit;font-weight:700;font-size:min(1.1rem,4.8vw);line-height:1.2;cursor:pointer}button:hover,.button:hover{background:var(--deep)}
.button{padding-top:1rem;text-align:center;text-decoration:none}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`;

function page(
  head: { status: number; locale: Locale; title: string; otherLanguage?: string; test?: boolean },
  content: string,
): Response {
  const { status, locale, title, otherLanguage: language = '' } = head;
  const band = head.test ? `<p class="test">${WORDS[locale].test}</p>` : '';
  const text = `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style>${band}${language}<div class="space"><main>${content}</main></div></html>`;
  const type = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
  return new Response(text, { status, headers: { ...HEADERS, ...type } });
}

/** Nothing at all for a text that is not there. */
function line(name: string, content: string): string {
  return content === '' ? '' : `<p class="${name}">${escapeHtml(content)}</p>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

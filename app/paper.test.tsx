/** The weight of links and receipts, in bytes as they travel, and what they need: nothing. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LinkView } from '#components/link/view.ts';
import { money } from '#lib/money.ts';
import type { Receipt } from '#lib/receipts/receipt.ts';
import { linkNotFound, linkPaper } from './l/[slug]/answer-link.tsx';
import { answerPaper, type Paper, paperDocument, type Reader, readerOf } from './paper.tsx';
import { receiptNotFound, receiptPaper, tooManyCodes } from './r/answer-receipt.tsx';

/** One flight of packets is 14 kB; these say less than a checkout. */
const BUDGET = { full: 7_000, lite: 7_000 };
const NOW = new Date('2026-11-21T12:00:00.000Z');
const FULL: Reader = { locale: 'fr', lite: false };
const BRAND = { color: '#f2c230', logo: '/logos/app_x/1' };

const LINK: LinkView = {
  slug: 'abcdefghjkmnpq',
  url: 'https://pay.example/l/abcdefghjkmnpq',
  test: true,
  shop: 'Boutique Awa & fils',
  brand: BRAND,
  country: 'CM',
  description: 'Cotisation <novembre>',
  amount: { kind: 'fixed', money: money(1500n, 'XAF') },
  state: 'open',
  asksName: true,
  nonce: '0190f2a4-0000-7000-8000-000000000000',
  typed: { amount: '50', name: 'Awa "Koffi"' },
};
const OPEN = { kind: 'open', currency: 'XAF', min: 500n, max: 50_000n } as const;
const PAID = { paymentId: 'pay_x', money: money(1500n, 'XAF'), paidAt: NOW };

const RECEIPT: Receipt = {
  code: '23456789ABCD',
  mode: 'live',
  shop: 'Boutique Awa',
  brand: BRAND,
  country: 'CM',
  money: money(15_000n, 'XAF'),
  at: NOW,
  state: 'received',
  digits: '89',
};
const URLS = { receipt: 'https://pay.example/r/23456789ABCD', form: 'https://pay.example/r' };
const OWN = {
  paymentId: 'pay_x',
  reference: 'CMD-1042',
  description: 'Panier 1042',
  operator: { op: 'MTN MoMo', ofOp: 'de MTN MoMo' },
  phone: '+237 6 •• •• •• 89',
  operatorReference: 'MP241121.1032.C12345',
};

const link = (change: Partial<LinkView>) => (reader: Reader) =>
  linkPaper({ ...LINK, ...change }, { lang: reader.lang }, { reader, now: NOW });
const receipt = (change: Partial<Receipt>) => (reader: Reader) =>
  receiptPaper({ ...RECEIPT, ...change }, { reader, now: NOW, urls: URLS });

const PAGES: [string, (reader: Reader) => Paper][] = [
  ['link, fixed', link({})],
  ['link, open amount, refused', link({ amount: OPEN, error: 'low' })],
  ['link, paid before', link({ before: PAID })],
  ...(['paused', 'expired', 'used_up', 'busy'] as const).map((state): [string, (reader: Reader) => Paper] => [
    `link, ${state}`,
    link({ state }),
  ]),
  ['link, none', linkNotFound],
  ['receipt', receipt({})],
  ['receipt, test', receipt({ mode: 'test' })],
  [
    'receipt, given back',
    receipt({
      state: 'given_back',
      givenBack: { back: money(15_000n, 'XAF'), left: money(0n, 'XAF') },
    }),
  ],
  ['receipt, own', (reader) => receiptPaper(RECEIPT, { reader, now: NOW, urls: URLS, own: OWN })],
  ['receipt, none', receiptNotFound],
  ['receipt, limited', (reader) => tooManyCodes(reader, { now: NOW, retryAfterMs: 90_000 })],
];

describe.each(PAGES)('%s', (_, draw) => {
  test.each(['full', 'lite'] as const)('%s: in its budget, style and script included', async (weight) => {
    const reader = { ...FULL, lite: weight === 'lite' };
    const text = await paperDocument(draw(reader), reader);
    expect(gzipSync(text).length).toBeLessThanOrEqual(BUDGET[weight]);
  });

  test('asks for nothing but the shop’s picture; lite not even that, and runs no script', async () => {
    const full = loadedBy(await paperDocument(draw(FULL), FULL));
    expect(full.filter((address) => address !== '/logos/app_x/1?px=96')).toEqual([]);
    const reader = { ...FULL, lite: true };
    const lite = await paperDocument(draw(reader), reader);
    expect(loadedBy(lite)).toEqual([]);
    expect(lite).not.toMatch(/<script| on[a-z]+=/);
  });

  test('is not for search, and leads to the other language', async () => {
    const text = await paperDocument(draw(FULL), FULL);
    expect(text).toContain('<html lang="fr">');
    expect(text).toContain('content="noindex,nofollow"');
    expect(text).toMatch(/href="[^"]*\?lang=en"/);
  });
});

test('what a shop and a payer wrote is text, never markup; the preview says title, words and address', async () => {
  const text = await paperDocument(link({})(FULL), FULL);
  expect(text).toContain('Cotisation &lt;novembre&gt;');
  expect(text).toContain('value="Awa &quot;Koffi&quot;"');
  expect(text).toContain('<meta property="og:url" content="https://pay.example/l/abcdefghjkmnpq"/>');
  expect(text).not.toContain('og:image');
});

test('a receipt that is shared tells its state to no chat', async () => {
  const head = /<head>.*<\/head>/s.exec(await paperDocument(receipt({})(FULL), FULL))?.[0];
  expect(head).toContain('og:title');
  expect(head).not.toMatch(/Argent|F\s?CFA/);
  const own = await paperDocument(
    receiptPaper(RECEIPT, { reader: FULL, now: NOW, urls: URLS, own: OWN }),
    FULL,
  );
  expect(own).not.toContain('og:');
});

test('answers: status, the policy that runs one script, and a page even where drawing breaks', async () => {
  const request = new Request('https://pay.example/r/x', { headers: { 'accept-language': 'en' } });
  const limited = await answerPaper(request, async (reader) =>
    tooManyCodes(reader, { now: NOW, retryAfterMs: 89_001 }),
  );
  expect(limited.status).toBe(429);
  expect(limited.headers.get('retry-after')).toBe('90');
  expect(limited.headers.get('content-security-policy')).not.toContain('script-src');

  const found = await answerPaper(request, async (reader) => receipt({})(reader));
  expect(found.headers.get('content-security-policy')).toMatch(
    /script-src 'sha256-[^']+'; .*frame-ancestors 'none'/,
  );
  expect(found.headers.get('cache-control')).toBe('no-store');
  expect(found.headers.get('x-frame-options')).toBe('DENY');

  const broken = await answerPaper(request, () => Promise.reject(new Error('no database')));
  expect(broken.status).toBe(500);
  expect(await broken.text()).toContain('Cette page ne peut pas');
});

test('in a window: framed by that site alone, its form and links stay, and the site hears that it is there', async () => {
  const frame = 'https://shop.example';
  const reader = readerOf(new Request('https://pay.example/l/x?lang=en'));
  const answer = await answerPaper(new Request('https://pay.example/l/x?lang=en'), async () =>
    linkPaper({ ...LINK, before: PAID, state: 'busy' }, { lang: 'en', frame }, { reader, now: NOW }),
  );
  expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${frame};`);
  expect(answer.headers.get('x-frame-options')).toBeNull();
  const text = await answer.text();
  expect(text).toContain('<base target="_top"/>');
  expect(text).toContain(`data-frame="${frame}"`);
  for (const [anchor] of text.matchAll(/<a [^>]*>/g)) {
    expect(anchor).toContain('target="_self"');
    expect(anchor).toContain(`frame=${encodeURIComponent(frame)}`);
  }
  const form = await paperDocument(linkPaper(LINK, { frame }, { reader, now: NOW }), reader);
  expect(form).toMatch(/<form [^>]*target="_self"/);
  expect(form).toContain(`name="frame" value="${frame}"`);
});

function loadedBy(text: string): string[] {
  return [
    ...text.matchAll(
      /<(?:img|link|script|iframe|source)[^>]*? (?:src|href)="(?!data:)([^"]*)"|url\((?!data:)([^)]*)\)/g,
    ),
  ].map(([, address, style]) => address ?? style ?? '');
}

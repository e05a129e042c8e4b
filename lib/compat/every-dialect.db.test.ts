/** What holds at all seven compatible endpoints alike, over every call that would create something. */
import { beforeEach, describe, expect, test } from 'vitest';
import { PROVIDER_IDS, type ProviderId } from '#lib/providers/index.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { type Answer, aShopOfEveryDialect, CALLS, type Call, NOTHING } from './testing/every-dialect.ts';

let shop: Awaited<ReturnType<typeof aShopOfEveryDialect>>;
let sessionid: string;
beforeEach(async () => {
  await truncateAll();
  shop = await aShopOfEveryDialect();
  await shop.signIn();
  sessionid = await shop.session();
});

/** Of an origin that the shop has declared. */
const SHOP_ADDRESS = 'https://shop.test/back';

const named = CALLS.map((call) => [`${call.provider} ${call.name}`, call] as const);
const goodOf = ({ good }: Call): Record<string, string> =>
  'sessionid' in good ? { ...good, sessionid } : { ...good };

/** One member changed, in every form in which the call's members travel: as it is, or already encoded. */
async function ask(call: Call, name: string, as: { json?: unknown; encoded: string }): Promise<Answer[]> {
  const good = goodOf(call);
  const pairs = Object.entries({ ...good, [name]: '' }).map(
    ([member, value]) => [member, member === name ? as.encoded : encodeURIComponent(value)] as const,
  );
  const answers = [await shop.encoded(call, pairs)];
  if (call.carried === 'body' && 'json' in as)
    answers.push(await shop.asJson(call, { ...good, [name]: as.json }));
  return answers;
}

function expectedRefusal(call: Call, name: string) {
  const { http, body } = call.accountRefusals?.[name] ?? call.refusal;
  return { http, body: expect.objectContaining(body), type: expect.stringMatching(typeOf(call)) };
}

function typeOf({ provider, name }: Call): string {
  return provider === 'tmoney-online' || name === 'page' ? '^text/html' : '^application/json';
}

/** What a program that pays out reads: each dialect's refusal, with the reason where it has a place for one. */
const REASON = expect.stringContaining('pas encore ouverts sur cette passerelle : rien n’a été envoyé');
const PAYOUT_ANSWERS: Partial<Record<ProviderId, Pick<Answer, 'http' | 'body'>>> = {
  'my-coolpay': { http: 403, body: { status: 'error', message: REASON } },
  paygateglobal: { http: 200, body: { status: 4, error_message: REASON } },
  flexpay: { http: 200, body: { code: '1', message: REASON } },
  'tmoney-mbanking': { http: 200, body: { code: '500', message: REASON } },
};

function callNamed(name: string): Call {
  const call = CALLS.find((candidate) => candidate.name === name);
  if (call === undefined) throw new Error(`no call ${name}`);
  return call;
}

test('every dialect is in the table', () => {
  expect([...new Set(CALLS.map(({ provider }) => provider))].sort()).toEqual([...PROVIDER_IDS].sort());
});

describe('what stands in the table is taken as it is', () => {
  test.each(named)('%s', async (_name, call) => {
    const pairs = Object.entries(goodOf(call)).map(
      ([name, value]) => [name, encodeURIComponent(value)] as const,
    );
    const answer = await shop.encoded(call, pairs);
    if (call.paysOut) expect(JSON.stringify(answer.body)).toContain('rien n’a été envoyé');
    else expect(await shop.counts()).toMatchObject({ payments: 1, transactions: 1 });
  });
});

describe('control characters and bytes that are no UTF-8 are refused in every member', () => {
  const CHARACTERS: [what: string, json: string | undefined, encoded: string][] = [
    ['U+0000', '\u0000', '%00'],
    ['a line break', '\n', '%0A'],
    ['U+009F', '\u009f', '%C2%9F'],
    ['no UTF-8', '\ufffd', '%E9'],
    ['half a surrogate pair', '\ud800', '%ED%A0%80'],
    ['a right-to-left override', '\u202e', '%E2%80%AE'],
    ['an isolate', '\u2066', '%E2%81%A6'],
  ];
  test.each(named)('%s', async (_name, call) => {
    for (const [member, value] of Object.entries(goodOf(call))) {
      for (const [what, json, encoded] of CHARACTERS) {
        const asked = { json: `${value}${json}x`, encoded: `${encodeURIComponent(value)}${encoded}x` };
        for (const answer of await ask(call, member, asked)) {
          expect(answer, `${member} with ${what}`).toEqual(expectedRefusal(call, member));
        }
      }
    }
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test('also in the parameters of /paylink, which come back with the payer', async () => {
    const call = callNamed('paylink');
    for (const query of ['cart=%00', 'cart=%E9', 'ca%0Art=7']) {
      const answer = await shop.asJson({ ...call, path: `${call.path}?${query}` }, call.good);
      expect(answer, query).toMatchObject({ http: 400, body: { status: 'error' } });
    }
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test.each(named.filter(([, { carried }]) => carried !== 'query'))(
    'a body of %s that is no UTF-8 as a whole',
    async (_name, call) => {
      const body = new Blob([Buffer.from(JSON.stringify({ ...goodOf(call), more: 'Caf\xe9' }), 'latin1')]);
      const answer = await shop.request(call.provider, call.path, { method: 'POST', body });
      const refusal = call.name === 'payout' ? { ...call, accountRefusals: {} } : call;
      expect(answer).toEqual(expectedRefusal(refusal, ''));
      expect(await shop.counts()).toEqual(NOTHING);
    },
  );
});

describe('a text longer than the dialect’s document allows, or than we can keep, is refused with its length', () => {
  const cases = named.flatMap(([name, call]) =>
    Object.entries(call.lengths).map(([member, max]) => [`${name}: ${member}`, call, member, max] as const),
  );
  const ofLength = (call: Call, member: string, length: number) =>
    (call.urls.includes(member) ? `${SHOP_ADDRESS}?` : '').padEnd(
      length,
      call.urls.includes(member) ? 'x' : 'é',
    );

  test.each(cases)('%s', async (_name, call, member, max) => {
    for (const length of [max + 1, 5_000]) {
      const value = ofLength(call, member, length);
      for (const answer of await ask(call, member, { json: value, encoded: encodeURIComponent(value) })) {
        expect(answer).toEqual(expectedRefusal(call, member));
        expect(JSON.stringify(answer.body)).toContain(`${member} : trop long, ${max} caractères au plus`);
      }
    }
    expect(await shop.counts()).toEqual(NOTHING);
  });

  test.each(named.filter(([, { paysOut }]) => !paysOut))('%s takes the longest', async (_name, call) => {
    const longest = Object.entries(call.lengths).map(([member, max]): [string, string] => [
      member,
      ofLength(call, member, max),
    ]);
    const fields = { ...goodOf(call), ...Object.fromEntries(longest) };
    const pairs = Object.entries(fields).map(
      ([member, value]) => [member, encodeURIComponent(value)] as const,
    );
    await shop.encoded(call, pairs);
    expect(await shop.counts()).toMatchObject({ payments: 1, transactions: 1 });
  });
});

describe('an amount is digits, with a point at most: nothing else is guessed at', () => {
  const AMOUNTS = [
    ' 1500',
    '1500 ',
    '+1500',
    '1e3',
    '0x10',
    '１５００',
    '1 500',
    '1\u202f500',
    '1,500',
    '-1500',
    '٣٠٠٠',
  ];
  test.each(named)('%s', async (_name, call) => {
    const member = Object.keys(call.good).find((name) => /amount|montant/i.test(name)) ?? '';
    for (const value of AMOUNTS) {
      for (const answer of await ask(call, member, { json: value, encoded: encodeURIComponent(value) })) {
        expect(answer, value).toEqual(expectedRefusal(call, member));
      }
    }
    expect(await shop.counts()).toEqual(NOTHING);
  });
});

test('joiners, which letters and signs of some scripts need, are taken', async () => {
  const call = callNamed('payin');
  await shop.asJson(call, { ...call.good, customer_name: 'نامه\u200cای', transaction_reason: '👩\u200d👧' });
  expect(await shop.counts()).toMatchObject({ payments: 1 });
});

describe('a reference that is missing or wrong is refused as such', () => {
  test.each(named)('%s', async (_name, call) => {
    const { reference } = call;
    // A payout of PayGateGlobal needs none of its own.
    const wrong = call.name === 'disburse' ? ['x'.repeat(256)] : ['', 'x'.repeat(256)];
    for (const value of wrong) {
      for (const answer of await ask(call, reference, { json: value, encoded: value })) {
        // Flooz tells what is incomplete from what is invalid.
        const refusal =
          call.provider === 'flooz' && value === '' ? { ...call.refusal, body: { status: 1 } } : call.refusal;
        expect(answer).toEqual(expectedRefusal({ ...call, refusal }, ''));
        expect(JSON.stringify(answer.body)).toContain(`${reference} :`);
      }
    }
    expect(await shop.counts()).toEqual(NOTHING);
  });
});

describe('an address that is no web address is refused, never dropped', () => {
  const cases = named.flatMap(([name, call]) =>
    call.urls.map((url) => [`${name}: ${url}`, call, url] as const),
  );
  test.each(cases)('%s', async (_name, call, member) => {
    for (const value of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://shop.test/',
      '//shop.test/',
      'shop.test/back',
      `https://shop.test/${'x'.repeat(2_000)}`,
    ]) {
      const asked = { json: value, encoded: encodeURIComponent(value) };
      for (const answer of await ask(call, member, asked)) {
        expect(answer, value).toEqual(expectedRefusal(call, member));
        expect(JSON.stringify(answer.body)).toContain(member);
      }
    }
    expect(await shop.counts()).toEqual(NOTHING);
  });
});

describe('an amount outside the operator’s limits is refused with the limits', () => {
  const amounts: Record<string, string> = {
    'flexpay paymentService': 'amount',
    'my-coolpay payin': 'transaction_amount',
    'paygateglobal pay': 'amount',
    'tmoney-mbanking debit': 'montant',
    'flooz debit': 'amount',
    'softsystem paymentgateway': 'Montant',
  };
  test.each(named.filter(([name]) => name in amounts))('%s', async (name, call) => {
    const answer = await shop.asJson(call, { ...goodOf(call), [amounts[name] ?? '']: '99999999' });
    expect(JSON.stringify(answer.body)).toMatch(/limites de l’opérateur \(de \d.* à \d.*\)/);
    expect(await shop.counts()).toEqual(NOTHING);
  });
});

describe('a call that pays out is refused in the dialect’s own words, and creates nothing', () => {
  const credits = { tmoney: '/api/tpcredit', v1: ['/m-banking/v1/api/tpcredit', '/api/tpcredit'] };

  /** Every path of the seven dialects, with what a program reads there. */
  const payouts: [name: string, ask: () => Promise<Answer>, answer: object][] = [
    ...CALLS.filter(({ paysOut }) => paysOut).map((call): [string, () => Promise<Answer>, object] => [
      `${call.provider} ${call.name}`,
      () => (call.carried === 'query' ? asQuery(call, call.path) : shop.asJson(call, call.good)),
      {
        ...PAYOUT_ANSWERS[call.provider],
        type: expect.stringMatching('^application/json'),
        ...(call.method === 'GET' ? { body: { result: '500', message: REASON } } : {}),
      },
    ]),
    ...credits.v1.map((path): [string, () => Promise<Answer>, object] => [
      `tmoney-mbanking credit, version 1, ${path}`,
      () => asQuery(callNamed('credit, version 1'), path),
      { http: 200, body: { result: '500', referenceid: 'payout-2001', message: REASON } },
    ]),
    [
      `tmoney-mbanking credit, version 2, ${credits.tmoney}`,
      () =>
        shop.asJson(
          { ...callNamed('credit, version 2'), path: credits.tmoney },
          callNamed('credit, version 2').good,
        ),
      { http: 200, body: { code: '500', message: REASON } },
    ],
    // These three document no payout; whatever path a program tries, it reads the dialect's shape.
    [
      'flooz credit',
      () => shop.request('flooz', '/payment/HttpService/json/cv/credit', { method: 'POST', body: '{}' }),
      {
        http: 200,
        body: { status: 5, message: expect.stringContaining('rien n’a été envoyé'), details: null },
      },
    ],
    [
      'softsystem payout',
      () => shop.request('softsystem', '/api/payout', { method: 'POST', body: '{}' }),
      { http: 404, body: { error: expect.stringContaining('rien n’a été envoyé') } },
    ],
    [
      'tmoney-online payout',
      () => shop.request('tmoney-online', '/online/payout.php', { method: 'POST', body: '' }),
      { http: 404, type: expect.stringMatching('^text/plain'), body: { page: 'NOK:NOT_FOUND' } },
    ],
  ];

  test('every dialect is asked', () => {
    expect(new Set(payouts.map(([name]) => name.split(' ')[0]))).toEqual(new Set(PROVIDER_IDS));
  });

  test.each(payouts)('%s', async (_name, ask, answer) => {
    expect(await ask()).toMatchObject(answer);
    expect(await shop.counts()).toEqual(NOTHING);
  });

  function asQuery(call: Call, path: string): Promise<Answer> {
    const pairs = Object.entries(call.good).map(
      ([name, value]) => [name, encodeURIComponent(value)] as const,
    );
    return shop.encoded({ ...call, path }, pairs);
  }
});

test('an account is served from an address that has guessed at others: nothing here locks an address out', async () => {
  const wrong: [ProviderId, string, RequestInit][] = [
    ['my-coolpay', '/api/unknown/payin', { method: 'POST', body: '{}' }],
    ['my-coolpay', '/api/the-public-key/balance', { headers: { 'x-private-key': 'x' } }],
    ['paygateglobal', '/api/v1/pay', { method: 'POST', body: '{"auth_token":"x"}' }],
    ['flexpay', '/api/rest/v1/check/1', { headers: { authorization: 'Bearer x' } }],
    ['softsystem', '/api/getstatusgateway/1', { headers: { authorization: 'Bearer x' } }],
    ['tmoney-online', '/online/online.php?merchantid=9999999999999999', {}],
    ['tmoney-mbanking', '/login', { method: 'POST', body: '{"nomUtilisateur":"the-user","motDePasse":"x"}' }],
    ['flooz', '/token?index=1&username=the-shop&password=x', {}],
  ];
  for (const [provider, path, init] of wrong) {
    for (let sent = 0; sent < 70; sent += 1) await shop.request(provider, path, init);
  }
  await shop.signIn();
  sessionid = await shop.session();
  const payments = CALLS.filter(({ paysOut, name }) => !paysOut && !/card|paylink|page/.test(name));
  for (const call of payments) {
    const good = {
      ...goodOf(call),
      [call.reference]: `SHARED${call.provider.replaceAll('-', '')}0000000000`,
    };
    const pairs = Object.entries(good).map(([name, value]) => [name, encodeURIComponent(value)] as const);
    await shop.encoded(call, pairs);
  }
  expect(await shop.counts()).toMatchObject({ payments: payments.length });
});

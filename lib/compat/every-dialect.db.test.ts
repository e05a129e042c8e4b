/** What holds at all seven compatible endpoints alike, over every call that would create something. */
import { beforeEach, describe, expect, test } from 'vitest';
import { PROVIDER_IDS } from '#lib/providers/index.ts';
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
    const call = CALLS.find(({ name }) => name === 'paylink');
    if (call === undefined) throw new Error('no paylink');
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

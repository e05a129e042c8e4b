import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { money } from '#lib/money.ts';
import {
  decimalText,
  internationalPhone,
  moneyNumber,
  moneyText,
  nationalPhone,
  optionalLocale,
  optionalText,
  parseFields,
  readFields,
  statedMoney,
} from './codecs.ts';

describe('amounts', () => {
  it.each([
    [1500, 1500n],
    ['1500', 1500n],
    ['1500.00', 1500n],
    ['1000.0', 1000n],
  ])('%j reads as XAF %i', (wire, amount) => {
    expect(moneyNumber('XAF').decode(wire)).toEqual(money(amount, 'XAF'));
  });

  it.each([
    0,
    '0',
    -1,
    '-1',
    1500.5,
    '1500.01',
    '1,500',
    '1 500',
    ' 1500 ',
    '+1500',
    '0x10',
    '１５００',
    '1e3',
    '',
    'abc',
    Number.NaN,
    1e21,
    2 ** 53 + 2,
  ])('%j is refused, as an issue and never as an exception', (wire) => {
    expect(moneyNumber('XAF').safeDecode(wire).success).toBe(false);
    expect(moneyText('XAF').safeDecode(wire).success).toBe(false);
  });

  it('are written in the shortest form, as a number or a text', () => {
    expect(moneyNumber('USD').encode(money(50n, 'USD'))).toBe(0.5);
    expect(moneyText('USD').encode(money(1500n, 'USD'))).toBe('15');
    expect(moneyText('XOF').encode(money(1500n, 'XOF'))).toBe('1500');
  });

  it('are not written in another currency, nor when a JSON number would round them', () => {
    expect(moneyNumber('XAF').safeEncode(money(1500n, 'USD')).success).toBe(false);
    expect(moneyNumber('XAF').safeEncode(money(2n ** 53n + 1n, 'XAF')).success).toBe(false);
    expect(moneyText('XAF').encode(money(2n ** 53n + 1n, 'XAF'))).toBe('9007199254740993');
  });

  it('compare as decimals: 100, "100.0" and "0100" are one', () => {
    expect([100, '100.0', '0100', '100'].map((wire) => z.decode(decimalText, wire))).toEqual(
      Array(4).fill('100'),
    );
    expect(['0.50', 0.5].map((wire) => z.decode(decimalText, wire))).toEqual(['0.5', '0.5']);
  });

  it('join a currency only when it is ours and as fine as the amount', () => {
    expect(statedMoney('0.5', 'USD')).toEqual(money(50n, 'USD'));
    expect(statedMoney('0.5', 'XOF')).toBeUndefined();
    expect(statedMoney('5', 'EUR')).toBeUndefined();
  });
});

describe('texts and phones', () => {
  it('null, missing and empty are one, and are not written', () => {
    const schema = z.object({ name: optionalText });
    for (const wire of [{}, { name: null }, { name: '' }]) {
      expect(JSON.stringify(z.encode(schema, schema.parse(wire)))).toBe('{}');
    }
  });

  it('languages other than French and English are left out', () => {
    expect(['fr', 'FR', 'en_GB', 'de', '', undefined].map((wire) => z.decode(optionalLocale, wire))).toEqual([
      'fr',
      'fr',
      'en',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['TG', '90 00 07 89', '+22890000789', '90000789', '22890000789'],
    ['CI', '0700000789', '+2250700000789', '0700000789', '2250700000789'],
    ['CM', '00237670000789', '+237670000789', '670000789', '237670000789'],
    ['CD', '0810000789', '+243810000789', '810000789', '243810000789'],
  ] as const)('%s reads %s and writes both forms', (country, wire, e164, national, international) => {
    expect(nationalPhone(country).decode(wire)).toBe(e164);
    expect(nationalPhone(country).encode(e164)).toBe(national);
    expect(internationalPhone(country).encode(internationalPhone(country).decode(wire))).toBe(international);
  });

  it('a number of another country is refused', () => {
    expect(nationalPhone('CM').safeDecode('+22890000789').success).toBe(false);
  });
});

describe('bodies', () => {
  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['', '{"a":1}', { a: 1 }],
    ['text/plain', ' {"a":1}', { a: 1 }],
    ['application/x-www-form-urlencoded', '{"a":1}', { a: 1 }],
    ['application/x-www-form-urlencoded', 'a=1&b=%C3%A9+x', { a: '1', b: 'é x' }],
    ['', 'a=1', { a: '1' }],
    ['application/json', '\uFEFF{"a":1}', { a: 1 }],
    ['application/json', '', {}],
    ['application/json', '[1]', undefined],
    ['application/json', '"a=1"', undefined],
    ['application/json', '{"a":', undefined],
    ['application/json', 'a=1', undefined],
    ['text/html', '<html></html>', undefined],
    ['multipart/form-data', 'no boundary', undefined],
    ['multipart/form-data; boundary=x', 'broken', undefined],
  ])('%s %s', async (contentType, body, fields) => {
    expect(await parseFields(body, contentType)).toEqual(fields);
  });

  it('multipart gives its texts and drops its files', async () => {
    const part = (name: string, value: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const file = '--x\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\nfile\r\n';
    const body = `${part('a', '1')}${file}${part('b', 'é')}--x--\r\n`;
    expect(await parseFields(body, 'multipart/form-data; boundary=x')).toEqual({ a: '1', b: 'é' });
  });

  it('a body over the limit is refused and read to its end: a client that still sends reads no answer', async () => {
    let pulled = 0;
    const long = new ReadableStream({
      pull(controller) {
        pulled += 1;
        if (pulled > 100) controller.close();
        else controller.enqueue(new TextEncoder().encode(`&a=${'x'.repeat(8 * 1024)}`));
      },
    });
    const request = new Request('https://x.test', {
      method: 'POST',
      body: long,
      duplex: 'half',
    } as RequestInit);
    expect(await readFields(request)).toBeUndefined();
    expect(pulled).toBe(101);
  });

  it('a member named __proto__ is a member like any other', async () => {
    const fields = await parseFields('{"__proto__":{"status":"success"}}', 'application/json');
    expect(fields?.status).toBeUndefined();
  });
});

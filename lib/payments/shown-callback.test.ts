import { expect, test } from 'vitest';
import { fieldsOf } from './shown-callback.ts';

const shown = (body: string, query = '') => Object.fromEntries(fieldsOf({ query, body }));

test('what a callback says is shown, who it is about is not', () => {
  const body = JSON.stringify({
    status: 'SUCCESS',
    transaction_amount: 1500,
    customer_phone_number: '237670000789',
    customer_name: 'Awa Diop',
    signature: 'abcdef',
    otp: '1234',
    operator_ref: 'MP241121.1032.C12345',
    nested: { msisdn: '670000789', note: 'call 670000789 or 670 00 07 89', pin: 4321 },
  });
  const fields = shown(body);
  expect(fields).toMatchObject({
    status: 'SUCCESS',
    transaction_amount: '1500',
    operator_ref: 'MP241121.1032.C12345',
  });
  const text = JSON.stringify(fields);
  for (const secret of ['670000789', '670 00 07 89', 'Awa', 'abcdef', '1234"', '4321'])
    expect(text).not.toContain(secret);
});

test('a form, a query and a document of another kind', () => {
  expect(shown('identifier=A1&phone=22890123456&amount=100')).toEqual({
    identifier: 'A1',
    phone: expect.not.stringContaining('90123456'),
    amount: '100',
  });
  expect(shown('', 'ref=A2&key=k')).toEqual({ ref: 'A2', key: expect.not.stringMatching(/^k$/) });
  expect(shown('<xml><phone>22890123456</phone></xml>')).toEqual({ content: '…' });
  expect(shown('"22890123456"')).toEqual({ content: '…' });
  expect(shown('[{"phone":"22890123456"}]')).not.toContain('22890123456');
});

test('digits as long as a number are hidden wherever they stand', () => {
  expect(shown(JSON.stringify({ id: '22890123456', ref: 'FLZ-22890123456-7' }))).toEqual({
    id: expect.not.stringMatching(/\d{5}/),
    ref: expect.not.stringMatching(/\d{5}/),
  });
});

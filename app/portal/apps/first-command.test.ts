import { expect, test } from 'vitest';
import { firstCommand } from './first-command.ts';

const command = (app: { country: string; currency: string }) =>
  firstCommand({ publicUrl: 'https://pay.example.com', secret: 'sk_test_x', app, reference: 'R1' });

test('a shop’s first call is whole: address, key, idempotency key and a payment of its own country', () => {
  expect(command({ country: 'TG', currency: 'XOF' })).toBe(`curl 'https://pay.example.com/api/v1/payments' \\
  -H 'Authorization: Bearer sk_test_x' \\
  -H 'Idempotency-Key: R1' \\
  -H 'Content-Type: application/json' \\
  -d '{"amount":1500,"currency":"XOF","country":"TG","reference":"R1"}'`);
});

test('asks for 1 500 of a currency that has decimals too', () => {
  expect(command({ country: 'CD', currency: 'CDF' })).toContain('"amount":150000,');
});

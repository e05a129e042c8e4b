import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newSigningSecret } from '#lib/secrets.ts';
import { webhookHeaders } from './sign.ts';

const body = '{"id":"evt_1","type":"payment.succeeded"}';
const signed = (secrets: string[], at = new Date()) => webhookHeaders({ id: 'evt_1', at, body, secrets });

test('a shop verifies it with the public library', () => {
  const secret = newSigningSecret();
  expect(new Webhook(secret).verify(body, signed([secret]))).toEqual(JSON.parse(body));
});

test('the example of the Standard Webhooks specification', () => {
  const headers = webhookHeaders({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
    secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  });
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test.each<[string, string, Record<string, string>]>([
  ['an altered body', body.replace('succeeded', 'failed'), {}],
  ['another id', body, { 'webhook-id': 'evt_2' }],
  ['another time', body, { 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 1) }],
])('%s does not verify', (_what, received, changed) => {
  const secret = newSigningSecret();
  const headers = { ...signed([secret]), ...changed };
  expect(() => new Webhook(secret).verify(received, headers)).toThrow('No matching signature');
});

test('a shop with another secret does not verify it', () => {
  expect(() => new Webhook(newSigningSecret()).verify(body, signed([newSigningSecret()]))).toThrow();
});

test('a webhook kept and sent again later is too old', () => {
  const secret = newSigningSecret();
  const late = signed([secret], new Date(Date.now() - 6 * 60_000));
  expect(() => new Webhook(secret).verify(body, late)).toThrow('too old');
});

test('while a secret is rolled over, the old one and the new one both verify', () => {
  const [fresh, old] = [newSigningSecret(), newSigningSecret()];
  const headers = signed([fresh, old]);
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const secret of [fresh, old]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
});

test('without a secret nothing is sent', () => {
  expect(() => signed([])).toThrow('no secret');
});

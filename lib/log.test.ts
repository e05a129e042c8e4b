import { describe, expect, test } from 'vitest';
import { createLog, redactText, redactUrl } from './log.ts';

/** Runs `write` with a logger and returns the lines as written. */
function written(write: (logger: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  const logger = createLog({ write: (line) => void lines.push(line) });
  logger.level = 'trace';
  write(logger);
  return lines.join('');
}

const PHONE = '+22890123456';
const SECRET_KEY = 'sk_live_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

describe('never written', () => {
  test.each([
    'phone',
    'phone_number',
    'phonennumber',
    'customerPhoneNumber',
    'pin',
    'otp',
    'password',
    'motDePasse',
    'Authorization',
    'cookie',
    'secret',
    'client_secret',
    'token',
    'auth_token',
    'accessToken',
    'private_key',
    'encryption_key',
    'key',
    'credentials',
    'email',
    'customer_email',
    'customer',
    'payer',
    'msisdn',
    'frommsisdn',
    'numeroClient',
    'mobile',
    'raw',
    'body',
    'signature',
  ])('the value under %s, at any depth and of any type', (key) => {
    const line = written((logger) =>
      logger.info(
        { [key]: 'V4LUE', a: { [key]: ['V4LUE'], b: [{ [key]: { c: 'V4LUE' } }] }, n: { [key]: 918273 } },
        'x',
      ),
    );
    expect(line).toContain('[redacted]');
    expect(line).not.toContain('V4LUE');
    expect(line).not.toContain('918273');
  });

  test.each<[string, (logger: ReturnType<typeof createLog>) => void]>([
    ['in a field of another name', (logger) => logger.info({ note: `call ${PHONE}` })],
    ['without its plus', (logger) => logger.info({ note: '22890123456' })],
    ['as a number', (logger) => logger.info({ note: 22890123456, big: 22890123456n })],
    ['with spaces', (logger) => logger.info({ note: '+228 90 12 34 56' })],
    ['in the message', (logger) => logger.info(`payer ${PHONE}`)],
    ['in a message with fields', (logger) => logger.info({ a: 1 }, `payer ${PHONE}`)],
    ['in a format argument', (logger) => logger.info('payer %s', PHONE)],
    ['in an error', (logger) => logger.error(new Error(`no wallet for ${PHONE}`))],
    ['in an error with a message', (logger) => logger.error(new Error(PHONE), `failed for ${PHONE}`)],
    ['in an error as a field', (logger) => logger.error({ err: new Error(PHONE) }, 'failed')],
    [
      'in the cause of an error',
      (logger) => logger.error({ err: new Error('x', { cause: new Error(PHONE) }) }),
    ],
    [
      'in a property of an error',
      (logger) => logger.error({ err: Object.assign(new Error('x'), { detail: { phone: PHONE } }) }),
    ],
    [
      'in a list, map or set',
      (logger) => logger.info({ a: [PHONE], b: new Map([['c', PHONE]]), d: new Set([PHONE]) }),
    ],
    ['in the bindings of a child', (logger) => logger.child({ phone: PHONE, note: PHONE }).info('x')],
    [
      'in an address',
      (logger) => logger.info({ url: `https://a.example/?x=1&mobile=${encodeURIComponent(PHONE)}` }),
    ],
    [
      'beyond a cycle',
      (logger) => {
        const node: Record<string, unknown> = { note: PHONE };
        node.self = node;
        logger.info({ node });
      },
    ],
  ])('a phone %s', (_where, write) => {
    const line = written(write);
    expect(line).not.toBe('');
    expect(line.replaceAll(/[\s%]/g, '')).not.toMatch(/90123456/);
  });

  test('keys of ours and bearer tokens in any text', () => {
    const line = written((logger) =>
      logger.warn(
        { a: `key ${SECRET_KEY}`, b: 'Bearer abc.def-ghi', c: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
        SECRET_KEY,
      ),
    );
    expect(line).not.toContain('abcdefghij');
    expect(line).not.toContain('abc.def');
    expect(line).not.toContain('MfKQ');
    expect(line).toContain('sk_live_[redacted]');
  });

  test('a one-time code; the words of an error code stay', () => {
    const line = written((logger) => {
      logger.info({ code: '1234' });
      logger.info({ code: 5678 });
      logger.info({ code: 'AB12CD' });
      logger.info({ code: 'ECONNREFUSED', error: { code: 'payment_not_found' }, prisma: { code: 'P2002' } });
    });
    expect(line).not.toMatch(/1234|5678|AB12CD/);
    expect(line).toMatch(/ECONNREFUSED.*payment_not_found.*P2002/);
  });

  test('bytes, whatever they are', () => {
    expect(written((logger) => logger.info({ stored: Buffer.from('hunter2') }))).toContain('[7 bytes]');
  });
});

test('what helps is still there', () => {
  const line = JSON.parse(
    written((logger) =>
      logger.child({ requestId: 'req_1' }).error(
        {
          paymentId: 'pay_1',
          amount: 1500n,
          at: new Date(0),
          tookMs: 12,
          ok: true,
          err: new TypeError('boom'),
        },
        'charge failed',
      ),
    ),
  );
  expect(line).toMatchObject({
    level: 'error',
    msg: 'charge failed',
    requestId: 'req_1',
    paymentId: 'pay_1',
    amount: '1500',
    at: '1970-01-01T00:00:00.000Z',
    tookMs: 12,
    ok: true,
    err: { type: 'TypeError', message: 'boom' },
  });
  expect(line.err.stack).toContain('log.test.ts');
});

test('a knot of references is cut where it closes, not unrolled to the depth limit', () => {
  const knot: Record<string, unknown> = {};
  for (const name of 'abcdefgh') knot[name] = knot;
  expect(written((logger) => logger.info({ knot })).length).toBeLessThan(1_000);
});

test('a very long text is cut', () => {
  expect(written((logger) => logger.info({ page: '<br>'.repeat(10_000) })).length).toBeLessThan(5_000);
});

test.each([
  [
    'https://api.example/pay?auth_token=abc&amount=100&x=1',
    'https://api.example/pay?auth_token=[redacted]&amount=100&x=1',
  ],
  ['https://user:pass@api.example/a', 'https://api.example/a'],
  ['https://a.example/?code=1234&code=ERR', 'https://a.example/?code=[redacted]&code=ERR'],
  ['/callbacks/flexpay/AbCdEf_123?phone=1', '/callbacks/flexpay/[redacted]?phone=[redacted]'],
  ['https://a.example/v1/22890123456/x', 'https://a.example/v1/[redacted]/x'],
  ['https://a.example/a#token=abc', 'https://a.example/a'],
  ['/pay/pay_1', '/pay/pay_1'],
  ['http://[', 'http://['],
])('%s is written %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});

test('amounts, ids and times are not taken for numbers of phones', () => {
  for (const text of [
    '1500',
    'pay_01h2xcejqtf2nbrexx3vqjhp41',
    '1763700000000',
    '2026-11-21T06:00:00Z',
    '100000000',
  ]) {
    expect(redactText(text)).toBe(text);
  }
});

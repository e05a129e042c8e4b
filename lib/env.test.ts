import { afterEach, describe, expect, test, vi } from 'vitest';
import { EnvError, env, readEnv, resetEnv } from './env.ts';

const DEMO = { CROSS_SECRET: 'sixteen bytes ok', DATABASE_URL: 'postgresql://cross@127.0.0.1:5432/cross' };
const PRODUCTION = { ...DEMO, CROSS_SECRET: 'x'.repeat(32), CROSS_PUBLIC_URL: 'https://pay.example.com' };

function refusal(variables: Record<string, string | undefined>): string {
  try {
    readEnv(variables);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('demo', () => {
  test('is what an unset CROSS_PUBLIC_URL means, and stays on this machine', () => {
    expect(readEnv(DEMO)).toEqual({
      mode: 'demo',
      publicUrl: 'http://127.0.0.1:3000',
      internalUrl: 'http://127.0.0.1:3000',
      mailFrom: 'Cross <cross@localhost>',
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: DEMO.DATABASE_URL,
      databasePool: 10,
      secret: DEMO.CROSS_SECRET,
      trustedProxies: [],
      compatHosts: {},
      connectionNetworks: [],
      timings: 'normal',
      webConcurrency: 1,
      logLevel: 'info',
      dataDir: '.data',
    });
  });

  test('an empty CROSS_PUBLIC_URL is an unset one', () => {
    expect(readEnv({ ...DEMO, CROSS_PUBLIC_URL: '' }).mode).toBe('demo');
  });

  test('follows PORT and CROSS_HOST', () => {
    expect(readEnv({ ...DEMO, PORT: '8080', CROSS_HOST: '0.0.0.0' })).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      publicUrl: 'http://127.0.0.1:8080',
      internalUrl: 'http://127.0.0.1:8080',
    });
  });

  test('accepts a secret of 16 bytes and no less', () => {
    expect(readEnv(DEMO).secret).toHaveLength(16);
    expect(refusal({ ...DEMO, CROSS_SECRET: 'x'.repeat(15) })).toContain(
      'CROSS_SECRET must have at least 16 bytes',
    );
  });
});

describe('production', () => {
  test('binds everywhere, has its public address and keeps the internal one local', () => {
    expect(readEnv({ ...PRODUCTION, CROSS_PUBLIC_URL: 'https://pay.example.com/' })).toMatchObject({
      mode: 'production',
      publicUrl: 'https://pay.example.com',
      internalUrl: 'http://127.0.0.1:3000',
      host: '0.0.0.0',
    });
  });

  test.each(['CROSS_SECRET', 'CROSS_SECRET_OLD'])('refuses a short %s, without quoting it', (name) => {
    const message = refusal({ ...PRODUCTION, [name]: 'short-and-secret' });
    expect(message).toContain(`${name} must have at least 32 bytes: openssl rand`);
    expect(message).not.toContain('short-and-secret');
  });

  test('counts the bytes of a secret, not its characters', () => {
    expect(readEnv({ ...PRODUCTION, CROSS_SECRET: 'é'.repeat(16) }).secret).toBe('é'.repeat(16));
  });

  test.each([
    'http://pay.example.com',
    'https://pay.example.com/base',
    'https://user@pay.example.com',
    'pay.example.com',
    'ftp://pay.example.com',
  ])('refuses %s as public address', (url) => {
    expect(refusal({ ...PRODUCTION, CROSS_PUBLIC_URL: url })).toContain(
      'CROSS_PUBLIC_URL must be the https address',
    );
  });

  test('refuses what ends processes on purpose; the demo, and so a test, takes it', () => {
    const crashing = { CROSS_CRASH_POINTS: '/tmp/crash-points' };
    expect(refusal({ ...PRODUCTION, ...crashing })).toMatch(/CROSS_CRASH_POINTS is for tests only/);
    expect(refusal({ ...DEMO, ...crashing })).toBe('accepted');
  });

  test('accepts plain http on this very machine, for trying it out', () => {
    expect(readEnv({ ...PRODUCTION, CROSS_PUBLIC_URL: 'http://localhost:3000' }).publicUrl).toBe(
      'http://localhost:3000',
    );
  });
});

test('names every problem at once, each with its remedy', () => {
  const message = refusal({ PORT: 'http', WEB_CONCURRENCY: '0', CROSS_TIMINGS: 'quick' });
  expect(message).toContain('CROSS_SECRET is missing. Set it to');
  expect(message).toContain('DATABASE_URL is missing. Set it to postgresql://');
  expect(message).toContain('PORT must be a port from 1 to 65535.');
  expect(message).toContain('WEB_CONCURRENCY must be a number of processes');
  expect(message).toContain('CROSS_TIMINGS must be normal or fast.');
});

test('reads lists, with spaces and empty items', () => {
  const read = readEnv({
    ...DEMO,
    COMPAT_HOSTS: 'flexpay=pay.example.com, my-coolpay=CoolPay.example.com:8443,flexpay=127.0.0.1:9000,',
    TRUSTED_PROXIES: '10.0.0.2, 172.16.0.0/12,::1',
    CONNECTION_NETWORKS: '10.8.0.0/24,fd12::/64',
  });
  expect(read.compatHosts).toEqual({
    flexpay: ['pay.example.com', '127.0.0.1:9000'],
    'my-coolpay': ['coolpay.example.com:8443'],
  });
  expect(read.trustedProxies).toEqual(['10.0.0.2', '172.16.0.0/12', '::1']);
  expect(read.connectionNetworks).toEqual(['10.8.0.0/24', 'fd12::/64']);
});

test.each([
  ['COMPAT_HOSTS', 'pay.example.com'],
  ['COMPAT_HOSTS', 'flexpay=https://pay.example.com'],
  ['TRUSTED_PROXIES', 'proxy.internal'],
  ['CONNECTION_NETWORKS', '10.8.0.1'],
  ['CONNECTION_NETWORKS', '10.8.0.0/33'],
  ['PORT', '65536'],
  ['DATABASE_POOL', '-1'],
  ['DATABASE_URL', 'mysql://localhost/cross'],
  ['LOG_LEVEL', 'loud'],
  ['METRICS_TOKEN', 'short'],
])('%s=%s is refused', (name, value) => {
  expect(refusal({ ...DEMO, [name]: value })).toContain(`${name} must `);
});

describe('env()', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    resetEnv();
  });

  test('reads the process once, until it is reset', () => {
    for (const [name, value] of Object.entries(DEMO)) vi.stubEnv(name, value);
    vi.stubEnv('CROSS_PUBLIC_URL', undefined);
    vi.stubEnv('PORT', '4001');
    resetEnv();
    expect(env().port).toBe(4001);
    vi.stubEnv('PORT', '4002');
    expect(env().port).toBe(4001);
    resetEnv();
    expect(env().port).toBe(4002);
  });
});

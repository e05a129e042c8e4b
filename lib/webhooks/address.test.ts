import { afterEach, expect, test, vi } from 'vitest';
import { resetEnv } from '#lib/env.ts';
import { webhookAddressProblem } from './address.ts';

process.env.DATABASE_URL ??= 'postgresql://unused';
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

const inProduction = () => {
  vi.stubEnv('CROSS_PUBLIC_URL', 'https://pay.example.com');
  resetEnv();
};

test.each([
  'https://shop.example/hooks',
  'https://shop.example:8443/hooks?from=cross',
  'https://93.184.215.14/',
  'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
])('%s is good in both modes', (url) => {
  expect(webhookAddressProblem(url, 'test')).toBeUndefined();
  expect(webhookAddressProblem(url, 'live')).toBeUndefined();
});

test.each([
  'http://shop.example/hooks',
  'https://10.0.0.7/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://[fd00::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://127.0.0.2/',
  'https://0/',
])('%s is refused in both modes', (url) => {
  expect(webhookAddressProblem(url, 'test')).toMatch(/^(Must|Is) /);
  expect(webhookAddressProblem(url, 'live')).toMatch(/^(Must|Is) /);
});

test.each(['http://127.0.0.1:8080/hooks', 'http://localhost/', 'https://localhost/', 'http://[::1]:3000/'])(
  '%s is good in the demo’s test mode and nowhere else',
  (url) => {
    expect(webhookAddressProblem(url, 'test')).toBeUndefined();
    expect(webhookAddressProblem(url, 'live')).toContain('this machine only');
    inProduction();
    expect(webhookAddressProblem(url, 'test')).toContain('this machine only');
    expect(webhookAddressProblem(url, 'live')).toContain('this machine only');
  },
);

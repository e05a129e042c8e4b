import { expect, it } from 'vitest';
import { isInNetworks, isNetwork } from './networks.ts';

it.each([
  ['15.236.140.89', ['15.236.140.89'], true],
  ['15.236.140.90', ['15.236.140.89'], false],
  ['127.0.0.1', ['127.0.0.0/8'], true],
  ['::ffff:127.0.0.1', ['127.0.0.0/8'], true],
  ['::1', ['127.0.0.0/8', '::1'], true],
  ['::1', ['::/0'], true],
  ['10.0.0.1', ['::/0'], false],
  ['2001:db8::5', ['2001:db8::/32'], true],
  ['', ['0.0.0.0/0'], false],
  ['15.236.140.89, 10.0.0.1', ['0.0.0.0/0'], false],
  ['unknown', ['0.0.0.0/0'], false],
  ['10.0.0.1', [], false],
  ['10.0.0.1', ['nonsense'], false],
])('%s in %j: %s', (peer, networks, expected) => {
  expect(isInNetworks(peer, networks)).toBe(expected);
});

it('a network is an address or a block, and nothing else', () => {
  expect(['10.0.0.1', '10.0.0.0/8', '::1', 'fe80::/10'].every(isNetwork)).toBe(true);
  expect(['', '10.0.0.0/33', 'example.com', '*'].some(isNetwork)).toBe(false);
});

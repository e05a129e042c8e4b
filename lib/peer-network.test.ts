import { expect, test } from 'vitest';
import { networkOf } from './peer-network.ts';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:bbbb::2', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['', 'unknown'],
  ['anything', 'unknown'],
])('tries from %s count for %s', (peer, network) => {
  expect(networkOf(peer)).toBe(network);
});

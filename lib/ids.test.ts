import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  idOfUuid,
  isId,
  isLinkSlug,
  newCallbackToken,
  newId,
  newLinkSlug,
  newProviderReference,
  newPublicKey,
  newReceiptCode,
  newSecretKey,
  newUuid,
  readReceiptCode,
  uuidOfId,
} from './ids.ts';

function many<T>(make: () => T, count = 2000): T[] {
  return Array.from({ length: count }, make);
}

test('an inner row’s UUID and its public id lead to each other, whichever version it has', () => {
  for (const uuid of [newUuid(), randomUUID(), '00000000-0000-4000-8000-000000000000']) {
    const id = idOfUuid('dlv', uuid);
    expect(isId('dlv', id)).toBe(true);
    expect(uuidOfId(id)).toBe(uuid);
  }
});

describe('newId', () => {
  test('carries its prefix and is recognised by it alone', () => {
    const id = newId('att');
    expect(id).toMatch(/^att_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(isId('att', id)).toBe(true);
    expect(isId('pay', id)).toBe(false);
  });

  test('rows that only we hold sort by time, also within one millisecond', () => {
    const ids = many(() => newId('att'));
    expect(ids).toEqual([...ids].sort());
  });

  test.each(['pay', 'plink'] as const)(
    'a %s id, which a stranger may hold, is random in its first characters',
    (prefix) => {
      // A UUIDv7 would repeat its 48 bits of time: these 8 characters (38 bits) would be all the same.
      const heads = new Set(many(() => newId(prefix).slice(prefix.length + 1, prefix.length + 9)));
      expect(heads.size).toBeGreaterThan(1990);
    },
  );

  test('never repeats', () => {
    expect(new Set(many(() => newId('pay'))).size).toBe(2000);
  });
});

test.each([
  'pay_',
  'pay_short',
  `pay_8${'0'.repeat(25)}`,
  `pay_${'u'.repeat(26)}`,
  `PAY_${'0'.repeat(26)}`,
  ` pay_${'0'.repeat(26)}`,
  `pay_${'0'.repeat(26)}\n`,
  7,
  null,
  undefined,
])('%j is no payment id', (value) => {
  expect(isId('pay', value)).toBe(false);
});

test('a provider reference is exactly 20 characters of 0-9A-Z', () => {
  expect(many(newProviderReference).every((reference) => /^[0-9A-Z]{20}$/.test(reference))).toBe(true);
  expect(new Set(many(newProviderReference)).size).toBe(2000);
});

test('no character of a provider reference is likelier than another', () => {
  const counts = new Map<string, number>();
  for (const character of many(newProviderReference, 5000).join(''))
    counts.set(character, (counts.get(character) ?? 0) + 1);
  const expected = (5000 * 20) / 36;
  // Chi-squared with 35 degrees of freedom stays below 90 but once in a million runs; a remainder of a byte gives 1,600.
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(36);
  expect(chiSquared).toBeLessThan(90);
});

test('a receipt code has 12 characters, none of them easily mistaken', () => {
  expect(many(newReceiptCode).every((code) => /^[2-9A-HJKMNP-TW-Z]{12}$/.test(code))).toBe(true);
});

test('keys say what they are and for which mode', () => {
  expect(newSecretKey('test')).toMatch(/^sk_test_[0-9A-Za-z]{43}$/);
  expect(newSecretKey('live')).toMatch(/^sk_live_[0-9A-Za-z]{43}$/);
  expect(newPublicKey('live')).toMatch(/^pk_live_[0-9A-Za-z]{22}$/);
});

test('a callback token carries 128 bits and fits a path', () => {
  expect(newCallbackToken()).toMatch(/^[\w-]{22}$/);
  expect(Buffer.from(newCallbackToken(), 'base64url')).toHaveLength(16);
});

test('inner ids are UUIDs of version 7', () => {
  expect(newUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each([
  ['K7Q4MX2P3R9T', 'K7Q4MX2P3R9T'],
  ['k7q4-mx2p-3r9t', 'K7Q4MX2P3R9T'],
  [' K7Q4 MX2P\u00a03R9T ', 'K7Q4MX2P3R9T'],
  ['K7Q4\u2011MX2P\u20133R9T', 'K7Q4MX2P3R9T'],
  ['K7Q4.MX2P_3R9T', 'K7Q4MX2P3R9T'],
  ['K7Q4MX2P3R9', undefined],
  ['K7Q4MX2P3R9TT', undefined],
  ['K7Q4MX2P3R90', undefined],
  ['K7Q4MX2P3R9Ö', undefined],
  ['', undefined],
])('a typed receipt code %j is read as %s', (typed, code) => {
  expect(readReceiptCode(typed)).toBe(code);
});

test('a link slug is unguessable, small, and told from anything else', () => {
  const slugs = new Set(Array.from({ length: 200 }, newLinkSlug));
  expect(slugs.size).toBe(200);
  for (const slug of slugs) expect(slug).toMatch(/^[2-9a-hj-km-np-tw-z]{14}$/);
  expect([...slugs].every(isLinkSlug)).toBe(true);
  for (const other of ['', 'abc', '../../etc/passw', 'aaaaaaaaaaaaa0', 'aaaaaaaaaaaaaaa'])
    expect(isLinkSlug(other)).toBe(false);
});

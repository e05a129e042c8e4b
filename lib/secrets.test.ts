import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { resetEnv } from './env.ts';
import {
  hmacHex,
  needsResealing,
  newSigningSecret,
  open,
  phoneHash,
  phoneHashes,
  SealError,
  safeEqual,
  seal,
  sha256,
} from './secrets.ts';

const FIRST = 'the first secret, of at least 32 bytes';
const SECOND = 'the second secret, of at least 32 bytes';

function setSecrets(secret: string, old?: string): void {
  vi.stubEnv('CROSS_SECRET', secret);
  vi.stubEnv('CROSS_SECRET_OLD', old);
  vi.stubEnv('DATABASE_URL', 'postgresql://cross@127.0.0.1/cross');
  resetEnv();
}

beforeEach(() => setSecrets(FIRST));
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

describe('a sealed value', () => {
  test('opens to what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, purpose) => {
        expect(open(seal(plain, purpose), purpose)).toBe(plain);
      }),
    );
    expect(open(seal(Buffer.from('été'), 'bytes'), 'bytes')).toBe('été');
  });

  test('does not show its content, and looks different each time', () => {
    const one = seal('private_key=abcdef', 'connection');
    expect(Buffer.from(one).toString('latin1')).not.toContain('abcdef');
    expect(seal('private_key=abcdef', 'connection')).not.toEqual(one);
  });

  test('does not open when any one bit was changed', () => {
    const sealed = seal('1234', 'otp');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(changed, 'otp')).toThrow(SealError);
    }
  });

  test('does not open when it was cut, at any length', () => {
    const sealed = seal('1234', 'otp');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => open(sealed.subarray(0, length), 'otp')).toThrow(SealError);
    }
  });

  test('opens for its own purpose only', () => {
    expect(() => open(seal('secret', 'connection:con_1'), 'connection:con_2')).toThrow(SealError);
    expect(() => open(seal('secret', 'a'), '')).toThrow(SealError);
  });

  test('a failure tells nothing of the content', () => {
    expect(() => open(seal('hunter2', 'a'), 'b')).toThrow(/^(?!.*hunter2)/);
  });
});

describe('rotation', () => {
  test('values of the former secret open, and say that they should be sealed anew', () => {
    const before = seal('kept', 'p');
    expect(needsResealing(before)).toBe(false);
    setSecrets(SECOND, FIRST);
    expect(open(before, 'p')).toBe('kept');
    expect(needsResealing(before)).toBe(true);
    expect(needsResealing(seal('new', 'p'))).toBe(false);
  });

  test('without the former secret the message names the remedy', () => {
    const before = seal('kept', 'p');
    setSecrets(SECOND);
    expect(() => open(before, 'p')).toThrow('CROSS_SECRET_OLD');
  });

  test('two secrets with the same key id do not hide each other', () => {
    // A key id is one byte, so a collision is found within a few hundred tries.
    const id = seal('', 'p')[0];
    let twin = '';
    for (let n = 0; twin === ''; n += 1) {
      const candidate = `another secret of 32 bytes, number ${n}`;
      setSecrets(candidate);
      if (seal('', 'p')[0] === id) twin = candidate;
    }
    setSecrets(FIRST);
    const before = seal('kept', 'p');
    setSecrets(twin, FIRST);
    expect(open(before, 'p')).toBe('kept');
  });

  test('a phone is found under both secrets', () => {
    const before = phoneHash('mer_1', '+22890123456');
    setSecrets(SECOND, FIRST);
    expect(phoneHashes('mer_1', '+22890123456')).toEqual([phoneHash('mer_1', '+22890123456'), before]);
  });
});

describe('a phone hash', () => {
  test('is the same for the same merchant and number, and for nothing else', () => {
    const hash = phoneHash('mer_1', '+22890123456');
    expect(phoneHash('mer_1', '+22890123456')).toEqual(hash);
    expect(phoneHash('mer_2', '+22890123456')).not.toEqual(hash);
    expect(phoneHash('mer_1', '+22890123457')).not.toEqual(hash);
    expect(phoneHash('mer_', '1+22890123456')).not.toEqual(hash);
  });

  test('needs the secret: nobody can try all numbers of a stolen table', () => {
    const hash = phoneHash('mer_1', '+22890123456');
    setSecrets(SECOND);
    expect(phoneHash('mer_1', '+22890123456')).not.toEqual(hash);
    expect(hash).not.toEqual(sha256('mer_1\0+22890123456'));
  });
});

test('digests are the usual ones', () => {
  expect(Buffer.from(sha256('abc')).toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(hmacHex('whsec_a', 'b')).toBe(createHmac('sha256', 'whsec_a').update('b').digest('hex'));
});

test('a signing secret has the form of Standard Webhooks', () => {
  const secret = newSigningSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSigningSecret()).not.toBe(secret);
});

test('safeEqual compares the whole of both', () => {
  expect(safeEqual('abc', 'abc')).toBe(true);
  expect(safeEqual('abc', Buffer.from('abc'))).toBe(true);
  expect(safeEqual('abc', 'abd')).toBe(false);
  expect(safeEqual('abc', 'abcd')).toBe(false);
  expect(safeEqual('', 'a')).toBe(false);
});

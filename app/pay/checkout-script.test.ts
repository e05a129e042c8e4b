/** The script that shops put into their own pages: its weight, and the age of the browsers that read it. */
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const source = readFileSync('public/checkout.js', 'utf8');

test('is at most 3 kB on the wire', () => {
  expect(gzipSync(source).length).toBeLessThanOrEqual(3_000);
});

test('is read alike on pages of any encoding', () => {
  expect(/[\u0080-\uffff]/.exec(source)).toBeNull();
});

test('is a whole program that asks for nothing else', () => {
  expect(() => new Script(source)).not.toThrow();
  expect(source).not.toMatch(/\bimport\b|\bfetch\(|XMLHttpRequest|https?:\/\/(?!\.\.\.)/);
});

test.each([
  ['?.', 'a?.b'],
  ['??', 'a ?? b'],
  ['an object spread', '{...a}'],
  ['a catch without its error', 'try {} catch {}'],
  ['||=', 'a ||= b'],
  ['replaceAll', 'a.replaceAll(b, c)'],
  ['a private field', 'this.#a'],
  ['a number with underscores', '1_000'],
])('is written for browsers of 2017, which do not know %s', (_, example) => {
  const NEWER =
    /\?\.(?!\d)|\?\?|[{,]\s*\.\.\.|catch\s*\{|(?:\|\||&&)=|\.(?:replaceAll|at|flat|flatMap|matchAll)\(|\.#\w|\d_\d/;
  expect(example).toMatch(NEWER);
  expect(source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')).not.toMatch(NEWER);
});

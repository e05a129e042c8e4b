import { expect, test } from 'vitest';
import { APART, brandColors, brandStyle, contrast, GROUNDS, isBrandColor } from './brand.ts';

test('contrast is what WCAG 2.2 says', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#ffffff', '#777777')).toBe(contrast('#777777', '#ffffff'));
});

/** Every hue, dark to light, dull to garish: 1 331 colours. */
const STEPS = [0, 26, 51, 77, 102, 128, 153, 179, 204, 230, 255];
const hex = (value: number) => value.toString(16).padStart(2, '0');
const COLORS = STEPS.flatMap((r) => STEPS.flatMap((g) => STEPS.map((b) => `#${hex(r)}${hex(g)}${hex(b)}`)));

test.each(['light', 'dark'] as const)(
  'whatever colour a shop has, everything drawn in it is read: %s',
  (scheme) => {
    for (const color of COLORS) {
      const { act, deep, fill, fillDeep, onFill } = brandColors(color)[scheme];
      for (const ground of GROUNDS[scheme]) {
        expect(contrast(act, ground), `${color}: ${act} on ${ground}`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(deep, ground), `${color}: ${deep} on ${ground}`).toBeGreaterThanOrEqual(4.5);
        // A button is told from the ticket by its edge, which has the colour of links.
        expect(contrast(fill, ground), `${color}: ${fill} beside ${ground}`).toBeGreaterThanOrEqual(
          APART[scheme],
        );
      }
      expect(contrast(onFill, fill), `${color}: ${onFill} on ${fill}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(onFill, fillDeep), `${color}: ${onFill} on ${fillDeep}`).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test('a colour that is read as it is stays as it is', () => {
  expect(brandColors('#1f2b62').light).toMatchObject({ act: '#1f2b62', fill: '#1f2b62', onFill: '#ffffff' });
  expect(brandColors('#0b6e4f').light).toMatchObject({ act: '#0b6e4f', fill: '#0b6e4f' });
});

test('a light colour fills the button as it is, and writes darker', () => {
  const { light } = brandColors('#f2c230');
  expect(light.fill).toBe('#f2c230');
  expect(light.onFill).toBe('#17181d');
  expect(light.act).not.toBe('#f2c230');
});

test('a garish colour is calmed: operators’ marks must stay the loudest thing', () => {
  expect(brandColors('#00ff00').light.fill).not.toBe('#00ff00');
  expect(brandColors('#ff00ff').dark.fill).not.toBe('#ff00ff');
});

test('only six hexadecimal digits are a colour: it is written into the page’s style', () => {
  expect(isBrandColor('#1f2b62')).toBe(true);
  for (const text of ['#1F2B62', '1f2b62', '#fff', '#1f2b62;}', '#1f2b62\n', 'red', '', undefined, 7]) {
    expect(isBrandColor(text)).toBe(false);
  }
});

test('the style holds both schemes, and nothing without a colour', () => {
  expect(brandStyle(undefined)).toBe('');
  const style = brandStyle('#f2c230');
  expect(style).toMatch(
    /^:root\{--act:#[0-9a-f]{6};.*\}@media\(prefers-color-scheme:dark\)\{:root\{--act:#[0-9a-f]{6};.*\}\}$/,
  );
  expect(style.length).toBeLessThan(420);
});

/** The budgets of the payer's page, in bytes as they travel (issue: weight and speed), for every state. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Weight } from '#components/checkout/page-props.ts';
import type { CheckoutView, FormEcho } from '#components/checkout/view.ts';
import { wordsOf } from '#components/checkout/words.ts';
import { checkoutPage } from './answer-page.tsx';
import { shownStates } from './shown-states.ts';

const BUDGET = { full: 14_000, lite: 10_000 } as const satisfies Record<Weight, number>;
const NOW = new Date('2026-11-21T12:00:00.000Z');

function page(view: CheckoutView, weight: Weight, echo?: FormEcho): Promise<string> {
  const words = wordsOf(view, 'fr');
  return checkoutPage({
    view,
    words,
    weight,
    asked: { lang: 'fr', weight },
    now: NOW,
    ...(echo && { echo }),
  });
}

describe.each(shownStates())('%s', (_, view) => {
  test.each(['full', 'lite'] as const)(
    '%s: style, script and marks included, in its budget',
    async (weight) => {
      const text = await page(view, weight, { error: 'phone_too_short', missing: 2 });
      expect(gzipSync(text).length).toBeLessThanOrEqual(BUDGET[weight]);
    },
  );

  test('full: asks for nothing else but its status and the shop’s picture', async () => {
    expect(loadedBy(await page(view, 'full'))).toEqual([`${view.shop.brand.logo}?px=96`]);
  });

  test('lite: no script, and again looks by itself where something is awaited', async () => {
    const text = await page(view, 'lite');
    expect(text).not.toMatch(/<script|<noscript| on[a-z]+=/);
    expect(loadedBy(text)).toEqual([]);
    const typing = ['choose', 'otp'].includes(view.state.kind);
    expect(text.includes('http-equiv="refresh"')).toBe(view.askAgainMs !== undefined && !typing);
  });

  test('lite: old browsers find a plain colour before each that depends on the scheme', async () => {
    const style = /<style>(.*?)<\/style>/s.exec(await page(view, 'lite'))?.[1] ?? '';
    expect(style).toContain('color:#17181d;color:var(--ink)');
    for (const [, property = '', value = ''] of style.matchAll(
      /[;{]((?!--)[a-z-]+):([^;{}]*var\(--[^;{}]*)/g,
    )) {
      if (value.includes('--woven')) continue;
      expect(style, `${property}: ${value}`).toMatch(new RegExp(`[;{]${property}:[^;{}]*;${property}:`));
    }
  });
});

test('the shop’s colour stands behind our own rules, in both weights', async () => {
  const [, view] = shownStates()[0] ?? expect.fail('no state');
  for (const weight of ['full', 'lite'] as const) {
    const style = /<style>(.*?)<\/style>/s.exec(await page(view, weight))?.[1] ?? '';
    expect(style.lastIndexOf('--fill:#f2c230')).toBeGreaterThan(style.indexOf('--fill:#b9c4ff'));
  }
});

test('a rule that the page needs stays, one that it does not goes', async () => {
  const states = new Map(shownStates());
  const style = async (name: string) => {
    const view = states.get(name);
    if (view === undefined) throw new Error(name);
    return /<style>(.*?)<\/style>/s.exec(await page(view, 'full'))?.[1] ?? '';
  };
  expect(await style('choose')).toMatch(/\.op>input:checked\+\.op-face\{/);
  expect(await style('confirm')).not.toContain('.op-face');
  expect(await style('confirm')).toMatch(/\.stations>li\[data-station="now"\]/);
  expect(await style('choose')).not.toContain('.stations');
  expect(await style('choose')).toContain('[aria-disabled="true"]');
});

function loadedBy(text: string): string[] {
  return [
    ...text.matchAll(/(?: src| href)="(?!data:|\/pay\/|https:\/\/shop\.example\/|tel:|#)([^"]*)"/g),
  ].map(([, address = '']) => address);
}

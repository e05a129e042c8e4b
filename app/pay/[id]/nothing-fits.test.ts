/** What a payer reads where no operator can be chosen: to come back only where that may help. */
import { expect, test } from 'vitest';
import type { CheckoutView, OperatorOption } from '#components/checkout/view.ts';
import { wordsOf } from '#components/checkout/words.ts';
import { checkoutPage } from './answer-page.tsx';
import { shownStates } from './shown-states.ts';

type Why = NonNullable<OperatorOption['unavailable']>;

async function read(why: readonly Why[], lang: 'fr' | 'en', weight: 'full' | 'lite'): Promise<string> {
  const [, view] = shownStates().find(([name]) => name === 'choose') ?? expect.fail('no state');
  if (view.state.kind !== 'choose') throw new Error(view.state.kind);
  const operators = view.state.operators.map((option, index) => ({
    ...option,
    unavailable: why[index % why.length] ?? 'down',
  }));
  const shown: CheckoutView = { ...view, state: { ...view.state, operators } };
  const now = new Date('2026-11-21T12:00:00.000Z');
  return checkoutPage({ view: shown, words: wordsOf(shown, lang), weight, asked: { lang, weight }, now });
}

const LATER = { fr: 'Revenez plus tard', en: 'Come back later' };
const NEVER = { fr: 'Ce montant ne peut pas être payé ici.', en: 'This amount cannot be paid here.' };

test.each([
  ['fr', 'full'],
  ['en', 'lite'],
] as const)('an amount that no connection takes is told as such: %s, %s', async (lang, weight) => {
  const page = await read(['amount_above', 'amount_below', 'decimals'], lang, weight);
  expect(page).toContain(NEVER[lang]);
  expect(page).not.toContain(LATER[lang]);
  expect(await read(['down', 'amount_above'], lang, weight)).toContain(LATER[lang]);
});

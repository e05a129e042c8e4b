/** What the page says in words that nobody sees, and of payments that a link made. */
import { describe, expect, test } from 'vitest';
import type { CheckoutView, FormEcho } from '#components/checkout/view.ts';
import { wordsOf } from '#components/checkout/words.ts';
import { checkoutPage } from './answer-page.tsx';
import { shownStates } from './shown-states.ts';

const STATES = new Map(shownStates());
const NOW = new Date('2026-11-21T12:00:00.000Z');

async function body(name: string, change: Partial<CheckoutView> = {}, echo?: FormEcho): Promise<string> {
  const view = { ...(STATES.get(name) ?? expect.fail(name)), ...change };
  const words = wordsOf(view, 'fr');
  const page = await checkoutPage({
    view,
    words,
    weight: 'full',
    asked: { lang: 'fr', weight: 'full' },
    now: NOW,
    ...(echo && { echo }),
  });
  return page.slice(page.indexOf('<body'), page.indexOf('<script>'));
}

test.each([
  ['choose', 'Montant à payer'],
  ['confirm', 'Montant à payer'],
  ['checking', 'Montant demandé'],
  ['suspense', 'Montant demandé'],
  ['succeeded', 'Montant payé'],
  ['succeeded, with everything', 'Montant payé, puis rendu'],
  ['canceled', 'Montant demandé'],
  ['expired', 'Montant demandé'],
])('in front of the amount stands what it is by now: %s', async (name, label) => {
  expect(await body(name)).toContain(`<span class="sr-only">${label} </span>`);
});

describe('a payment that a link made', () => {
  const fromLink = {
    fromLink: true,
    reference: 'link-7K2M',
    description: 'Cotisation',
    leave: { url: '/l/abc', final: true },
  } as const;

  test.each(['choose', 'succeeded', 'canceled', 'failed'])('%s: no order, what it is for', async (name) => {
    const text = await body(name, fromLink);
    expect(text).not.toMatch(/link-7K2M|Commande/);
    expect(text).toContain('Cotisation');
  });

  test('where no operator’s reference can be quoted, ours can', async () => {
    const { state } = STATES.get('unresolved') ?? expect.fail('no state');
    if (state.kind !== 'unresolved') throw new Error(state.kind);
    const text = await body('unresolved', { ...fromLink, state: { ...state, references: {} } });
    expect(text).toContain('link-7K2M');
    expect(text).not.toContain('Commande');
  });

  test('the way on leads to the link, in the language of the page', async () => {
    expect(await body('succeeded', fromLink)).toMatch(
      /href="\/l\/abc\?lang=fr"[^>]*>Revenir au lien de paiement</,
    );
    expect(await body('canceled', fromLink)).toMatch(/href="\/l\/abc\?lang=fr"[^>]*>Recommencer</);
  });

  test('nobody is led to begin anew while an earlier request may still be paid', async () => {
    expect(await body('failed', fromLink)).not.toContain('Recommencer<');
  });
});

test('a choice that is made is not asked for: no old address makes two sentences that clash', async () => {
  const text = await body('choose', {}, { error: 'operator_missing' });
  expect(text).toContain('d’après ce numéro');
  expect(text).not.toContain('Choisissez le compte qui paie');
});

import { expect, test } from 'vitest';
import { shownReference } from './shown-reference.ts';

test.each([
  ['flexpay', '9bsTX7qXdpQe243815877848', '9bsTX7qXdpQe••••••••••48'],
  ['flexpay', 'UBGC8s9L3VB9243815877848', 'UBGC8s9L3VB9••••••••••48'],
  ['flexpay', 'AbCdEfGh1234', 'AbCdEfGh1234'],
  ['flexpay', null, null],
  ['paygateglobal', '2438158778', '2438158778'],
  ['no-longer-registered', '9bsTX7qXdpQe243815877848', '9bsTX7qXdpQe243815877848'],
])('of %s, %s is shown as %s', (provider, providerReference, shown) => {
  expect(shownReference({ provider, providerReference })).toBe(shown);
});

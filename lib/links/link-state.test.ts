import { expect, test } from 'vitest';
import { type LinkState, linkState } from './link-state.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const PAST = new Date('2026-11-21T12:00:00Z');
const FUTURE = new Date('2026-11-21T12:00:01Z');
const LINK = { active: true, expiresAt: null as Date | null, maxUses: null as number | null };

test.each<[string, Partial<typeof LINK>, { used: number; open: number }, LinkState]>([
  ['without limits, however often it was paid', {}, { used: 9_000, open: 50 }, 'open'],
  ['with uses left', { maxUses: 3 }, { used: 1, open: 1 }, 'open'],
  ['whose last use is being paid', { maxUses: 3 }, { used: 2, open: 1 }, 'busy'],
  ['whose uses are over', { maxUses: 3 }, { used: 3, open: 0 }, 'used_up'],
  ['that was paid more often than it may, by late money', { maxUses: 1 }, { used: 2, open: 0 }, 'used_up'],
  ['whose time is just over', { expiresAt: PAST }, { used: 0, open: 0 }, 'expired'],
  ['with time left', { expiresAt: FUTURE }, { used: 0, open: 0 }, 'open'],
  ['that is paused', { active: false }, { used: 0, open: 0 }, 'paused'],
  ['paused and expired: it is over', { active: false, expiresAt: PAST }, { used: 0, open: 0 }, 'expired'],
])('a link %s', (_what, link, counts, state) => {
  expect(linkState({ ...LINK, ...link }, counts, NOW)).toBe(state);
});

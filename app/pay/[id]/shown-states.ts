/** Every state that the payer's page can be in, at its fullest, as plain views: for tests of what all of them share. */
import type { CheckoutState, CheckoutView, OperatorOption } from '#components/checkout/view.ts';
import { operatorsFor } from '#lib/operators/catalogue.ts';

const PHONE = '6\u00a070\u00a0••\u00a0••\u00a056';
const REFERENCES = { operator: 'MP261121.1432.B07731', receipt: 'K7Q4MX2P3R9T' };
const AT = '2026-11-21T11:58:00.000Z';
const LIMITS = { min: { minor: '100', currency: 'XAF' }, max: { minor: '500000', currency: 'XAF' } } as const;

const OPTIONS: OperatorOption[] = operatorsFor('CM').map((operator, index) => ({
  operator,
  asksPhone: operator !== 'cm-card',
  prompts: operator !== 'cm-card',
  ...(index === 1 ? { unavailable: 'amount_above' as const } : {}),
  limits: LIMITS,
}));
const CHOOSE = {
  kind: 'choose',
  operators: OPTIONS,
  selected: 'cm-mtn',
  predicted: true,
  phone: '6 70 11 22 56',
  remembered: false,
  triesLeft: 2,
  expiresAt: '2026-11-21T14:00:00.000Z',
} as const satisfies CheckoutState;
const FAILED = { kind: 'failed', operator: 'cm-mtn', phone: PHONE, code: 'insufficient_funds' } as const;
const PUSH = { operator: 'cm-mtn', phone: PHONE, canRelease: true } as const;
const PAGE = { operator: 'cm-card', canRelease: true } as const;
const PAID = { operator: 'cm-mtn', phone: PHONE, at: AT, references: REFERENCES } as const;
const CALM = { late: false, surplus: false, suspense: false } as const;

const STATES = {
  choose: CHOOSE,
  'choose again': { ...CHOOSE, previous: FAILED },
  'choose, nothing to choose': {
    ...CHOOSE,
    operators: OPTIONS.map((option) => ({ ...option, unavailable: 'down' })),
  },
  'choose, an amount that nobody takes': {
    ...CHOOSE,
    operators: OPTIONS.map((option) => ({ ...option, unavailable: 'amount_above' })),
  },
  'choose, number named by the shop': { ...CHOOSE, phoneLocked: true },
  submitting: { ...PUSH, kind: 'confirm', sent: false, ussd: '*126#', showHelp: false },
  confirm: { ...PUSH, kind: 'confirm', sent: true, ussd: '*126#', showHelp: true },
  otp: { ...PUSH, kind: 'otp', length: 4, wrong: 1, triesLeft: 2 },
  'otp, fetched': { ...PUSH, kind: 'otp', ussd: '#150*4#', wrong: 1, triesLeft: 2 },
  go: { ...PAGE, kind: 'go', left: false, opened: true },
  'go, left': { ...PAGE, kind: 'go', left: true, opened: true },
  'go, scanned': {
    ...PAGE,
    kind: 'go',
    left: true,
    opened: true,
    operator: 'ci-wave',
    scan: 'https://pay.wave.com/c/cos-18qq25rgr100a?a=15000&c=XOF&m=Boutique',
  },
  'go, not opened': { ...PAGE, kind: 'go', left: true, opened: false },
  checking: { ...PUSH, kind: 'checking', nextCheckAt: '2026-11-21T12:10:00.000Z' },
  unresolved: { kind: 'unresolved', operator: 'cm-mtn', phone: PHONE, references: REFERENCES },
  succeeded: { ...PAID, ...CALM, kind: 'succeeded' },
  'succeeded, with everything': {
    ...PAID,
    kind: 'succeeded',
    late: true,
    surplus: true,
    suspense: true,
    charged: { minor: '15300', currency: 'XAF' },
    returned: { minor: '15000', currency: 'XAF' },
  },
  suspense: { kind: 'suspense', operator: 'cm-mtn', phone: PHONE, references: REFERENCES },
  failed: { kind: 'failed', previous: FAILED, code: 'insufficient_funds' },
  canceled: { kind: 'canceled', code: 'canceled_on_page' },
  expired: { kind: 'expired', code: 'session_expired' },
  shop: { kind: 'shop', previous: FAILED },
} as const satisfies Record<string, CheckoutState>;

const ENDS = ['succeeded', 'failed', 'canceled', 'expired'];
const WAITS = ['confirm', 'otp', 'go', 'checking', 'choose', 'shop'];

/** Name and view of every state. */
export function shownStates(): [name: string, view: CheckoutView][] {
  return Object.entries<CheckoutState>(STATES).map(([name, state]) => [
    name,
    {
      id: 'pay_01hzy8k3q5v7x9w2m4n6p8r0st',
      mode: 'test',
      shop: {
        name: 'Boutique Awa et Filles',
        brand: { color: '#f2c230', logo: '/logos/app_01hzy8k3q5v7x9w2m4n6p8r0st/0123456789abcdef' },
        told: ['La boutique du marché', 'Livraison à Douala'],
      },
      description: 'Chemise en lin, commande 1042, livraison à Douala comprise',
      reference: '1042-2026-11-21-douala',
      amount: { minor: '15000', currency: 'XAF' },
      country: 'CM',
      state,
      leave: { url: 'https://shop.example/orders/1042?signature=5e1f', final: ENDS.includes(state.kind) },
      canCancel: state.kind === 'choose',
      ...(state.kind === 'choose' || state.kind === 'failed' ? { stillOpen: 'cm-orange' as const } : {}),
      ...(WAITS.includes(state.kind) ? { askAgainMs: 2_000 } : {}),
    },
  ]);
}

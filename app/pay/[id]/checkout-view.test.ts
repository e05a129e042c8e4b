import { afterEach, describe, expect, test, vi } from 'vitest';
import { addMs } from '#lib/clock.ts';
import type { App, Attempt, Payment } from '#lib/generated/prisma/client.ts';
import { money } from '#lib/money.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { type Phone, parsePhone } from '#lib/phone.ts';
import type { AvailableOperator } from '#lib/routing/connections.ts';
import { type CheckoutFacts, checkoutView } from './checkout-view.ts';
import { versionOf } from './version.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function ago(ms: number): Date {
  return addMs(NOW, -ms);
}

const PAYMENT: Payment = {
  id: 'pay_01',
  merchantId: 'mer_01',
  appId: 'app_01',
  mode: 'test',
  status: 'created',
  origin: 'api',
  hosted: true,
  amount: 15_000n,
  currency: 'XAF',
  reference: '1042',
  country: 'CM',
  description: 'Chemise',
  locale: 'fr',
  attemptsMax: 5,
  attemptsCount: 0,
  successUrl: null,
  cancelUrl: null,
  failureUrl: null,
  callbackUrl: null,
  metadata: {},
  passthrough: {},
  failureCode: null,
  amountPaidByCustomer: null,
  feeAmount: 0n,
  refundedAmount: 0n,
  late: false,
  unresolved: false,
  suspense: false,
  surplus: false,
  receiptCode: null,
  eventSequence: 1,
  createdAt: ago(MINUTE),
  expiresAt: addMs(NOW, 60 * MINUTE),
  completedAt: null,
  expireLeaseUntil: null,
};

const ATTEMPT = {
  id: 'att_01',
  paymentId: PAYMENT.id,
  number: 1,
  provider: 'my-coolpay',
  operator: 'cm-mtn',
  flow: 'push',
  status: 'pending',
  reference: 'R'.repeat(20),
  amount: 15_000n,
  currency: 'XAF',
  providerReference: null,
  operatorReference: null,
  operatorReported: null,
  nextAction: { type: 'confirm_on_phone', ussd: '*126#' },
  failureCode: null,
  otpTries: 0,
  notFoundCount: 0,
  payerCharge: null,
  submittedAt: ago(SECOND),
  calledAt: ago(SECOND),
  callEndedAt: ago(SECOND),
  releasedAt: null,
  lastQueryAt: null,
  nextQueryAt: null,
  completedAt: null,
} satisfies Partial<Attempt>;

type Change<T> = Partial<T>;

/** A record of which only what matters is written; the rest of an attempt's columns the view does not read. */
function aRecord(payment: Change<Payment> = {}, ...attempts: Change<Attempt>[]): PaymentRecord {
  const made = attempts.map((attempt, index) => ({
    ...(ATTEMPT as unknown as Attempt),
    id: `att_0${index + 1}`,
    number: index + 1,
    ...attempt,
  }));
  return {
    payment: { ...PAYMENT, attemptsCount: made.length, ...payment },
    app: { id: 'app_01', name: 'Boutique Awa' } as App,
    attempts: made,
    attemptPhones: Object.fromEntries(made.map(({ id }) => [id, '+237 6 70 •• •• 56'])),
  };
}

const OPERATORS: AvailableOperator[] = [
  { operator: 'cm-mtn', available: true, flow: 'push', chosenBy: 'phone', asksPhone: true },
  { operator: 'cm-orange', available: true, flow: 'push', chosenBy: 'phone', asksPhone: true },
  { operator: 'cm-card', available: true, flow: 'redirect', chosenBy: 'payer', asksPhone: false },
];

function view(record: PaymentRecord, more: Partial<CheckoutFacts> = {}) {
  return checkoutView({ record, operators: OPERATORS, leaveUrl: 'https://shop.example/', now: NOW, ...more });
}

function phone(text: string): Phone {
  const parsed = parsePhone(text, 'CM');
  if (!parsed.ok) throw new Error(text);
  return parsed.phone;
}

function choice(record: PaymentRecord, more: Partial<CheckoutFacts> = {}) {
  const { state } = view(record, more);
  if (state.kind !== 'choose') throw new Error(`The page says ${state.kind}.`);
  return state;
}

afterEach(() => vi.unstubAllEnvs());

describe('choosing', () => {
  test('no operator is chosen for the payer while several could be meant', () => {
    expect(choice(aRecord()).selected).toBeUndefined();
  });

  test('the only operator is chosen, and so is the one the shop’s number looks like', () => {
    expect(choice(aRecord(), { operators: OPERATORS.slice(0, 1) }).selected).toBe('cm-mtn');
    const state = choice(aRecord(), { customerPhone: phone('699112233') });
    expect(state).toMatchObject({ selected: 'cm-orange', predicted: true, phone: '6 99 11 22 33' });
  });

  test('what this browser sent last stands above every guess', () => {
    const echo = { operator: 'cm-mtn', phone: '699 11', error: 'phone_too_short' } as const;
    const state = choice(aRecord(), { customerPhone: phone('699112233'), echo });
    expect(state).toMatchObject({ selected: 'cm-mtn', predicted: false, phone: '699 11' });
  });

  test('a number that a shop’s program named is held to, whatever was typed; one of our own API is not', () => {
    const named = { customerPhone: phone('670112256'), echo: { phone: '699' } };
    expect(choice(aRecord({ origin: 'compat:my-coolpay' }), named)).toMatchObject({
      phoneLocked: true,
      phone: '6 70 11 22 56',
    });
    expect(choice(aRecord({ origin: 'compat:my-coolpay' }), { echo: { phone: '699' } })).not.toHaveProperty(
      'phoneLocked',
    );
    expect(choice(aRecord(), named)).toMatchObject({ phone: '699' });
    expect(choice(aRecord(), named)).not.toHaveProperty('phoneLocked');
  });

  test('a number that is held to chooses its operator, before one that is kept, and nobody is told to change it', () => {
    const named = { customerPhone: phone('670112256') };
    const locked = aRecord({ origin: 'compat:my-coolpay' });
    const kept = { operator: 'cm-orange', phone: phone('670112256') } as const;
    expect(choice(locked, named)).toMatchObject({ selected: 'cm-mtn', predicted: false });
    expect(choice(aRecord(), named)).toMatchObject({ selected: 'cm-mtn', predicted: true });
    expect(choice(locked, { ...named, remembered: kept })).toMatchObject({ selected: 'cm-mtn' });
  });

  test('the account that this device keeps is filled in, below what the shop sent and what was typed', () => {
    const remembered = { operator: 'cm-orange', phone: phone('670112256') } as const;
    expect(choice(aRecord(), { remembered })).toMatchObject({
      selected: 'cm-orange', // on a ported number, which its digits deny
      phone: '6 70 11 22 56',
      remembered: true,
      predicted: false,
    });
    const sent = choice(aRecord(), { remembered, customerPhone: phone('699112233') });
    expect(sent).toMatchObject({ phone: '6 99 11 22 33', remembered: false });
    const typed = choice(aRecord(), { remembered, echo: { phone: '699' } });
    expect(typed).toMatchObject({ phone: '699', remembered: false });
    expect(choice(aRecord(), { echo: { phone: '699', remember: true } }).remembered).toBe(true);
  });

  test('the page knows which accounts get a request on the number', () => {
    expect(choice(aRecord()).operators.map(({ prompts }) => prompts)).toEqual([true, true, false]);
  });

  test('an operator that cannot be used is shown with its reason and never chosen', () => {
    const limits = { min: money(100n, 'XAF'), max: money(500_000n, 'XAF') };
    const orange = { ...OPERATORS[1], available: false, reason: 'amount_above', limits } as AvailableOperator;
    const state = choice(aRecord(), { operators: [orange], customerPhone: phone('699112233') });
    expect(state.selected).toBeUndefined();
    expect(state.operators[0]).toMatchObject({
      unavailable: 'amount_above',
      limits: { max: { minor: '500000' } },
    });
  });

  test('a payment link’s payment shows no order of the shop’s', () => {
    expect(view(aRecord({ origin: 'link', reference: 'link-7K2M' }))).toMatchObject({ fromLink: true });
    expect(view(aRecord())).not.toHaveProperty('fromLink');
  });

  test('a number is asked for prompts, and for pages that are opened for one', () => {
    expect(choice(aRecord()).operators.map((option) => option.asksPhone)).toEqual([true, true, false]);
  });

  test('a failed attempt is told above the next choice', () => {
    const failed = { status: 'failed', failureCode: 'insufficient_funds' };
    const state = choice(aRecord({ failureCode: 'insufficient_funds' }, failed));
    expect(state).toMatchObject({
      selected: 'cm-mtn',
      triesLeft: 4,
      previous: {
        kind: 'failed',
        code: 'insufficient_funds',
        operator: 'cm-mtn',
        phone: '6\u00a070\u00a0••\u00a0••\u00a056',
      },
    });
  });

  test('a released attempt is not called failed: its money may still come', () => {
    const released = { releasedAt: ago(MINUTE), submittedAt: ago(9 * MINUTE) };
    const page = view(aRecord({ failureCode: 'payer_timeout' }, released));
    expect(page.state).toMatchObject({ kind: 'choose', previous: { kind: 'released' } });
    expect(page.stillOpen).toBe('cm-mtn');
  });

  test('it may be canceled, and the page looks after other tabs', () => {
    expect(view(aRecord())).toMatchObject({ canCancel: true, askAgainMs: 30_000 });
  });

  test('the deadline ends it, before the clock’s worker has come by', () => {
    expect(view(aRecord({ expiresAt: NOW })).state).toEqual({ kind: 'expired' });
  });

  test('a direct charge between two attempts is the shop’s to go on with', () => {
    const page = view(aRecord({ hosted: false }, { status: 'failed', failureCode: 'payer_timeout' }));
    expect(page.state.kind).toBe('shop');
    expect(page.canCancel).toBe(false);
  });
});

describe('waiting', () => {
  const pending: Change<Payment> = { status: 'pending' };

  test('a prompt: number masked, the connection’s dial code, help only after a while', () => {
    expect(view(aRecord(pending, {})).state).toEqual({
      kind: 'confirm',
      operator: 'cm-mtn',
      phone: '6\u00a070\u00a0••\u00a0••\u00a056',
      sent: true,
      ussd: '*126#',
      showHelp: false,
      canRelease: false,
    });
  });

  test.each(['normal', 'fast'])(
    '"nothing on screen?" comes 12 s after the request was sent, and stays (%s)',
    (pace) => {
      vi.stubEnv('CROSS_TIMINGS', pace);
      const helps = (attempt: Change<Attempt>) => view(aRecord(pending, attempt)).state;
      // The provider took eight seconds to take the request.
      const submittedAt = ago(19 * SECOND);
      expect(helps({ submittedAt, callEndedAt: ago(11 * SECOND) })).toMatchObject({ showHelp: false });
      expect(helps({ submittedAt, callEndedAt: ago(12 * SECOND) })).toMatchObject({ showHelp: true });
      expect(helps({ submittedAt, callEndedAt: ago(90 * SECOND) })).toMatchObject({ showHelp: true });
      const unsent = { status: 'submitting', nextAction: null, submittedAt, callEndedAt: null } as const;
      expect(helps(unsent)).toMatchObject({ sent: false, showHelp: false });
    },
  );

  test('a request whose answer is out is not called sent', () => {
    const state = view(aRecord(pending, { status: 'submitting', nextAction: null })).state;
    expect(state).toMatchObject({ kind: 'confirm', sent: false });
  });

  test('the operator that the provider reports is the one shown', () => {
    const state = view(aRecord(pending, { operatorReported: 'cm-orange' })).state;
    expect(state).toMatchObject({ operator: 'cm-orange' });
  });

  test('a code: its length, and the tries that are left', () => {
    const otp = { status: 'requires_otp', otpTries: 2, nextAction: { type: 'enter_otp', length: 6 } };
    expect(view(aRecord(pending, otp)).state).toMatchObject({
      kind: 'otp',
      length: 6,
      wrong: 2,
      triesLeft: 3,
    });
  });

  test('a provider’s page: before and after the payer went there', () => {
    const go = { flow: 'redirect', operator: 'cm-card', nextAction: { type: 'redirect', url: '' } };
    expect(view(aRecord(pending, { ...go, calledAt: null })).state).toMatchObject({
      kind: 'go',
      left: false,
      canRelease: true,
    });
    expect(view(aRecord(pending, go)).state).toMatchObject({ kind: 'go', left: true, opened: false });
    const opened = { ...go, nextAction: { type: 'redirect', url: 'https://pay.test/x' } };
    expect(view(aRecord(pending, opened)).state).toMatchObject({ left: true, opened: true });
  });

  test('a link that opens an app is scanned off a desktop, and no other is', () => {
    const nextAction = { type: 'redirect', url: 'https://pay.wave.test/c/1' };
    const wave = aRecord(pending, { flow: 'redirect', operator: 'ci-wave', nextAction });
    expect(view(wave, { desktop: true }).state).toMatchObject({ kind: 'go', scan: nextAction.url });
    expect(view(wave, { desktop: false }).state).not.toHaveProperty('scan');
    const card = aRecord(pending, { flow: 'redirect', operator: 'cm-card', nextAction });
    expect(view(card, { desktop: true }).state).not.toHaveProperty('scan');
    const unasked = { flow: 'redirect', operator: 'ci-wave', nextAction: { type: 'redirect', url: '' } };
    expect(view(aRecord(pending, unasked), { desktop: true }).state).not.toHaveProperty('scan');
    const endless = { ...nextAction, url: nextAction.url.padEnd(501, 'x') };
    const dense = aRecord(pending, { flow: 'redirect', operator: 'ci-wave', nextAction: endless });
    expect(view(dense, { desktop: true }).state).toMatchObject({ kind: 'go', opened: true });
    expect(view(dense, { desktop: true }).state).not.toHaveProperty('scan');
  });

  test('after the time to confirm it is being checked, with the moment of the next look', () => {
    const late = { submittedAt: ago(5 * MINUTE), nextQueryAt: addMs(NOW, 40 * SECOND) };
    expect(view(aRecord(pending, late)).state).toMatchObject({
      kind: 'checking',
      nextCheckAt: '2026-11-21T12:00:40.000Z',
      canRelease: false,
    });
    const past = { ...late, nextQueryAt: ago(SECOND) };
    expect(view(aRecord(pending, past)).state).not.toHaveProperty('nextCheckAt');
  });

  test('"I did not confirm" is offered only after a query later than the time to confirm', () => {
    const late = { submittedAt: ago(6 * MINUTE), lastQueryAt: ago(30 * SECOND) };
    expect(view(aRecord(pending, late)).state).toMatchObject({ kind: 'checking', canRelease: true });
    const early = { ...late, lastQueryAt: ago(2 * MINUTE) };
    expect(view(aRecord(pending, early)).state).toMatchObject({ canRelease: false });
  });

  test('nothing may be canceled while an attempt blocks', () => {
    expect(view(aRecord(pending, {})).canCancel).toBe(false);
  });

  test('72 hours without an answer: a person checks', () => {
    const record = aRecord(
      { ...pending, unresolved: true },
      { status: 'unresolved', operatorReference: 'MP1' },
    );
    expect(view(record).state).toMatchObject({ kind: 'unresolved', references: { operator: 'MP1' } });
  });

  test('the page asks often at first, then less and less', () => {
    const every = [1, 90, 600, 3_600].map(
      (seconds) => view(aRecord(pending, { submittedAt: ago(seconds * SECOND) })).askAgainMs,
    );
    expect(every).toEqual([2_000, 4_000, 15_000, 60_000]);
  });

  test('another amount outranks everything but a success', () => {
    expect(view(aRecord({ ...pending, suspense: true }, {})).state.kind).toBe('suspense');
    const paid = aRecord({ status: 'succeeded', suspense: true, completedAt: NOW }, { status: 'succeeded' });
    expect(view(paid).state).toMatchObject({ kind: 'succeeded', suspense: true });
  });
});

describe('the end', () => {
  const paid = { status: 'succeeded', operatorReference: 'MP26', completedAt: ago(SECOND) };

  test('received: when, from where, under which references, and never asked again', () => {
    const page = view(aRecord({ status: 'succeeded', completedAt: NOW, receiptCode: 'K7Q4MX2P3R9T' }, paid));
    expect(page.state).toEqual({
      kind: 'succeeded',
      operator: 'cm-mtn',
      phone: '6\u00a070\u00a0••\u00a0••\u00a056',
      at: NOW.toISOString(),
      late: false,
      surplus: false,
      suspense: false,
      references: { operator: 'MP26', receipt: 'K7Q4MX2P3R9T' },
    });
    expect(page.leave.final).toBe(true);
    expect(page).not.toHaveProperty('askAgainMs');
  });

  test('late, twice, given back, with the operator’s own fee', () => {
    const more = { late: true, surplus: true, refundedAmount: 15_000n, amountPaidByCustomer: 15_300n };
    expect(view(aRecord({ status: 'succeeded', completedAt: NOW, ...more }, paid)).state).toMatchObject({
      late: true,
      surplus: true,
      returned: { minor: '15000', currency: 'XAF' },
      charged: { minor: '15300', currency: 'XAF' },
    });
  });

  test('the attempt that was paid is shown, not the last one', () => {
    const record = aRecord({ status: 'succeeded', completedAt: NOW }, paid, {
      status: 'failed',
      operator: 'cm-orange',
    });
    expect(view(record).state).toMatchObject({ operator: 'cm-mtn' });
  });

  test.each(['failed', 'canceled', 'expired'] as const)(
    '%s keeps its reason and leads back to the shop',
    (status) => {
      const page = view(
        aRecord(
          { status, failureCode: 'payer_declined' },
          { status: 'failed', failureCode: 'payer_declined' },
        ),
      );
      expect(page.state).toMatchObject({
        kind: status,
        code: 'payer_declined',
        previous: { kind: 'failed' },
      });
      expect(page.leave.final).toBe(true);
    },
  );

  test('an end with an attempt still open says so and keeps looking', () => {
    const open = { releasedAt: ago(MINUTE), submittedAt: ago(9 * MINUTE) };
    const page = view(aRecord({ status: 'failed', failureCode: 'payer_timeout' }, open));
    expect(page).toMatchObject({
      stillOpen: 'cm-mtn',
      askAgainMs: 15_000,
      state: { previous: { kind: 'released' } },
    });
  });
});

describe('going on by itself', () => {
  test('is said of an end, and of nothing else', () => {
    const ended = aRecord({ status: 'failed', failureCode: 'payer_declined' }, { status: 'failed' });
    expect(view(ended, { leaveByItselfAfterS: 10 }).leave).toMatchObject({ final: true, byItselfAfterS: 10 });
    expect(view(aRecord(), { leaveByItselfAfterS: 10 }).leave).not.toHaveProperty('byItselfAfterS');
    expect(view(ended).leave).not.toHaveProperty('byItselfAfterS');
  });

  test('does not make a page that stays draw itself anew', () => {
    const ended = aRecord({ status: 'failed', failureCode: 'payer_declined' }, { status: 'failed' });
    expect(versionOf(view(ended, { leaveByItselfAfterS: 10 }))).toBe(versionOf(view(ended)));
  });
});

describe('the version', () => {
  test('changes when time alone changes what the page says', () => {
    const record = aRecord({ status: 'pending' }, {});
    const versions = [0, 12 * SECOND, 5 * MINUTE].map((ms) =>
      versionOf(view(record, { now: addMs(NOW, ms) })),
    );
    expect(new Set(versions).size).toBe(3);
  });

  test('does not change while nothing does, nor with what a payer is filling in', () => {
    const record = aRecord();
    const other = view(record, {
      operators: [],
      echo: { operator: 'cm-mtn', phone: '6' },
      now: addMs(NOW, SECOND),
    });
    expect(versionOf(other)).toBe(versionOf(view(record)));
  });

  test('is the same where no operator’s limits are known: the status route works out none', () => {
    const limits = { min: money(100n, 'XAF'), max: money(500_000n, 'XAF') };
    const operators = OPERATORS.map((option) => ({ ...option, limits }));
    const record = aRecord({}, { status: 'failed', failureCode: 'payer_declined' });
    expect(versionOf(view(record, { operators: [] }))).toBe(versionOf(view(record, { operators })));
  });

  test('is short and survives JSON', () => {
    const page = view(aRecord());
    expect(versionOf(page)).toMatch(/^[\w-]{12}$/);
    expect(JSON.parse(JSON.stringify(page))).toEqual(page);
  });
});

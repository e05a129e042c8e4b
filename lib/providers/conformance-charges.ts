/** Conformance cases: what a charge comes to: accepted, refused, never sent, its reply lost, its reference used again. */
import { expect } from 'vitest';
import { RIGHT_CODE } from '#lib/testing/memory-backend.ts';
import { type Case, eachOperator, OPEN_OUTCOMES, PAID, paysOut, UNKNOWN } from './conformance-case.ts';
import { SILENCE, UNREADABLE } from './conformance-wire.ts';
import type { Wire } from './conformance-world.ts';
import type { Flow, Refusal } from './provider.ts';

export const CHARGES: readonly Case[] = [
  {
    id: 'accepted-is-not-success',
    promise: 'an accepted charge is open, with what the payer has to do, and exists once',
    run: (provider) =>
      eachOperator(provider, async (world, { flow }) => {
        const seen = await world.charge();
        expect(OPEN_OUTCOMES).toContain(seen.outcome);
        expect(seen.nextAction?.type).toBe(ACTIONS[flow]);
        expect(seen.source).toBe('reply');
        expect(world.backend.transactions).toHaveLength(1);
        expect(world.transaction().reference).toBe('ABCDEFGHIJ0123456789');
      }),
  },
  {
    id: 'not-sent-is-failed',
    promise:
      'only a connection that was never opened fails a charge by itself; a query learns nothing from it',
    run: async (provider) => {
      const failed = { outcome: 'failed', failureCode: 'operator_unavailable', source: 'reply' };
      await eachOperator(provider, async (world, operator) => {
        await world.charge();
        world.wire = async () => ({ kind: 'not_sent', reason: 'ECONNREFUSED' });
        expect(await world.charge({ reference: 'ANOTHERREFERENCE0000' })).toMatchObject(failed);
        if (paysOut(provider, operator)) expect(await world.payOut()).toMatchObject(failed);
        if (provider.manifest.queryBy !== 'none') expect(await world.query()).toMatchObject(UNKNOWN);
        if (provider.confirmOtp) expect(await world.confirmOtp(RIGHT_CODE)).toMatchObject(UNKNOWN);
      });
    },
  },
  {
    id: 'silence-is-unknown',
    promise: 'time-outs, HTML, empty or cut bodies, unlisted codes and 5xx are unknown, in every call',
    run: async (provider) => {
      for (const answer of UNREADABLE) {
        await eachOperator(provider, async (world, operator) => {
          const lying: Wire = async () => answer;
          await world.charge();
          world.wire = lying;
          if (provider.manifest.queryBy !== 'none') expect(await world.query()).toMatchObject(UNKNOWN);
          expect(await world.charge({ reference: 'ANOTHERREFERENCE0000' })).toMatchObject(UNKNOWN);
          if (provider.confirmOtp) expect(await world.confirmOtp(RIGHT_CODE)).toMatchObject(UNKNOWN);
          if (paysOut(provider, operator)) expect(await world.payOut()).toMatchObject(UNKNOWN);
          expect(await provider.balances?.(world.context)).toBeUndefined();
        });
      }
    },
  },
  {
    id: 'lost-reply',
    promise: 'when the reply is lost the callback still finds the payment, and the query after it succeeds',
    ruledOut: ({ operators }) =>
      operators.every(({ flow }) => flow === 'form')
        ? 'nothing exists before the payer’s browser posts the form'
        : undefined,
    run: (provider) =>
      eachOperator(provider, async (world) => {
        // What comes before the charge (a sign-in) is answered: the reply that is lost is the one that made something.
        world.wire = async (request, next) => {
          const result = await next(request);
          return world.backend.transactions.length > 0 ? SILENCE : result;
        };
        expect(await world.charge()).toMatchObject(UNKNOWN);
        world.wire = (request, next) => next(request);
        world.backend.settle(world.transaction().reference, PAID);
        const reading = await world.receive(world.callback());
        expect(reading).toMatchObject({ kind: 'read', reference: world.transaction().reference });
        expect(await world.believe(reading)).toMatchObject({ outcome: 'succeeded' });
      }),
  },
  {
    id: 'refusals',
    promise: 'each refusal of the server is a failed charge that created nothing; a duplicate stays open',
    run: (provider) =>
      eachOperator(provider, async (world, { flow }) => {
        for (const refuse of REFUSALS) {
          world.backend.next = { refuse };
          if (flow === 'form') {
            // The payer's browser is refused, with a page that says why.
            await world.charge();
            expect([refuse, world.landing]).toMatchObject([refuse, { kind: 'reply', status: 400 }]);
            continue;
          }
          const open = refuse === 'duplicate_reference' || provider.manifest.openRefusals?.includes(refuse);
          const expected = expect.stringMatching(open ? /^(unknown|pending)$/ : /^failed$/);
          expect([refuse, (await world.charge()).outcome]).toEqual([refuse, expected]);
        }
        expect(world.backend.transactions).toHaveLength(0);
      }),
  },
  {
    id: 'reference-used-twice',
    promise: 'the same reference sent again creates nothing, and is never read as a failure',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        expect(['unknown', 'pending', 'redirect']).toContain((await world.charge()).outcome);
        expect(world.backend.transactions).toHaveLength(1);
      }),
  },
];

const ACTIONS = {
  push: 'confirm_on_phone',
  otp: 'enter_otp',
  redirect: 'redirect',
  form: 'form',
} as const satisfies Record<Flow, string>;

const REFUSALS: readonly Refusal[] = [
  'duplicate_reference',
  'amount_invalid',
  'amount_out_of_range',
  'currency_unsupported',
  'phone_invalid',
  'operator_unsupported',
  'operator_unavailable',
  'payment_in_progress',
  'too_many_prompts',
  'return_url_undeclared',
  'busy',
];

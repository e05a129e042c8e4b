/** Conformance cases: what a provider can do beside a charge. */
import { expect } from 'vitest';
import { money } from '#lib/money.ts';
import { memoryStore, RIGHT_CODE } from '#lib/testing/memory-backend.ts';
import {
  type Case,
  eachOperator,
  isPrompt,
  NEVER_SENT,
  numberOf,
  OPEN_OUTCOMES,
  PAID,
  paysOut,
} from './conformance-case.ts';
import { UNREADABLE } from './conformance-wire.ts';
import { aWorld, WRONG_CODE } from './conformance-world.ts';

export const OPERATIONS: readonly Case[] = [
  {
    id: 'operations',
    promise:
      'what the manifest claims is done, by every operator and at both ends, and nothing else is offered',
    run: async (provider) => {
      const { can, currencies, pageEndsMs, ...claims } = { ...provider.manifest, ...provider };
      const offers = { otp: claims.confirmOtp, payOut: claims.payOut, balances: claims.balances };
      for (const [name, verb] of Object.entries(offers))
        expect([name, verb !== undefined]).toEqual([name, Object(can)[name]]);
      expect(pageEndsMs !== undefined).toBe(claims.queryBy === 'none');
      await eachOperator(provider, async (world, operator) => {
        for (const [index, currency] of currencies.entries()) {
          const reference = `OPERATION${index}`.padEnd(20, '0');
          await world.charge({ reference, money: money(150_000n, currency) });
          expect(world.transaction()).toMatchObject({ kind: 'payment', reference });
          if (isPrompt(operator.flow) && claims.operatorChosenBy === 'request')
            expect(world.transaction().operator).toBe(operator.operator);
        }
        world.sent.length = 0;
        const seen = await world.query();
        expect([seen.outcome, world.sent.length > 0]).toEqual(
          claims.queryBy === 'none'
            ? ['unknown', false]
            : [expect.stringMatching(/^(pending|requires_otp)$/), true],
        );
        world.backend.settle(world.transaction().reference, { ...PAID, status: 'refunded' });
        expect((await world.truth()).outcome === 'refunded').toBe(can.tellRefunds);
        const elsewhere = await world.query(NEVER_SENT);
        expect(elsewhere.outcome === 'not_found').toBe(can.tellAbsence);
        if (!can.payOut || !paysOut(provider, operator)) return;
        expect(await world.payOut({ phone: numberOf(operator) })).toMatchObject({ outcome: 'pending' });
        expect(world.transaction()).toMatchObject({ kind: 'payout', operator: operator.operator });
        expect(await world.query()).toMatchObject({ outcome: 'pending' });
      });
      const world = aWorld(provider);
      if (can.balances)
        expect(await provider.balances?.(world.context)).toHaveLength(world.backend.wallets.length);
      expect(await provider.checkConnection(world.context)).toMatchObject({ ok: true });
      if (!can.otp) return;
      world.backend.next = { with: { status: 'requires_otp' } };
      await world.charge();
      expect(await world.confirmOtp(RIGHT_CODE)).toMatchObject({ outcome: 'pending' });
    },
  },
  {
    id: 'otp',
    promise: 'a wrong code leaves the attempt waiting for one, the right code moves it on',
    ruledOut: ({ can }) => (can.otp ? undefined : 'it asks for no code'),
    run: async (provider) => {
      const world = aWorld(provider);
      world.backend.next = { with: { status: 'requires_otp' } };
      expect(await world.charge()).toMatchObject({
        outcome: 'requires_otp',
        nextAction: { type: 'enter_otp' },
      });
      expect(await world.confirmOtp(WRONG_CODE)).toMatchObject({
        outcome: 'requires_otp',
        failureCode: 'otp_invalid',
      });
      expect(await world.confirmOtp(RIGHT_CODE)).toMatchObject({ outcome: 'pending' });
      // The reply to the right code was lost and the payer types it again: that must not end the attempt.
      expect(OPEN_OUTCOMES.concat('unknown')).toContain((await world.confirmOtp(RIGHT_CODE)).outcome);
    },
  },
  {
    id: 'payouts',
    promise: 'an accepted payout is pending, a refused one failed, a success needs the query',
    ruledOut: ({ can }) => (can.payOut ? undefined : 'it pays nothing out'),
    run: async (provider) => {
      for (const operator of provider.manifest.operators.filter((one) => paysOut(provider, one))) {
        const world = aWorld(provider, operator);
        expect(await world.payOut({ phone: numberOf(operator) })).toMatchObject({ outcome: 'pending' });
        expect(world.transaction()).toMatchObject({ kind: 'payout', operator: operator.operator });
        world.backend.settle(world.transaction().reference, PAID);
        expect(await world.query()).toMatchObject({ outcome: 'succeeded', money: world.transaction().money });
        world.backend.next = { refuse: 'payouts_unavailable' };
        const { outcome } = await world.payOut({ reference: 'REFUSEDPAYOUT0000000' });
        const open = provider.manifest.openRefusals?.includes('payouts_unavailable');
        expect(outcome).toMatch(open ? /^(unknown|pending)$/ : /^failed$/);
        expect(world.backend.transactions).toHaveLength(1);
      }
    },
  },
  {
    id: 'balances',
    promise: 'the balance arrives as the server knows it',
    ruledOut: ({ can }) => (can.balances ? undefined : 'it tells no balance'),
    run: async (provider) => {
      const world = aWorld(provider);
      const told = await provider.balances?.(world.context);
      expect(told?.map((wallet) => wallet.money)).toEqual(
        world.backend.wallets.map((wallet) => wallet.money),
      );
    },
  },
  {
    id: 'check-connection',
    promise:
      'a question that moves no money tells good credentials, refused ones, no way, and no clear answer apart',
    run: async (provider) => {
      const world = aWorld(provider);
      const check = () => provider.checkConnection({ ...world.context, store: memoryStore() });
      expect(await check()).toMatchObject({ ok: true });
      for (const answer of UNREADABLE) {
        world.wire = async () => answer;
        expect([answer, await check()]).toMatchObject([answer, { ok: false, problem: 'unclear' }]);
      }
      world.wire = async () => ({ kind: 'not_sent', reason: 'ECONNREFUSED' });
      expect(await check()).toMatchObject({ ok: false, problem: 'unreachable' });
      world.wire = (request, next) => next(request);
      world.backend.findAccount = async () => undefined;
      const refused = await check();
      expect(refused).toMatchObject({ ok: false, problem: 'credentials_refused' });
      expect(world.backend.requests).toEqual([]);
    },
  },
];

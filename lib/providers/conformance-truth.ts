/** Conformance cases: what a query or, where there is none, a callback knows of a payment. */
import { expect } from 'vitest';
import { FAILURES, type FailureCode } from '#lib/operators/failures.ts';
import {
  type Case,
  charged,
  eachOperator,
  isPrompt,
  lastReply,
  NEVER_SENT,
  NO_QUERY,
  PAID,
} from './conformance-case.ts';
import { alterations } from './conformance-wire.ts';
import type { Manifest } from './provider.ts';

export const TRUTH: readonly Case[] = [
  {
    id: 'success-by-query',
    promise: 'without any callback a query finds the success, its amount and what identifies the money',
    ruledOut: NO_QUERY,
    run: (provider) =>
      eachOperator(provider, async (world) => {
        const { transaction } = await charged(world, PAID);
        const seen = await world.query();
        expect(seen).toMatchObject({ outcome: 'succeeded', source: 'query', money: transaction.money });
        expect(seen.transactionId).toBeTruthy();
      }),
  },
  {
    id: 'failure-codes',
    promise:
      'each failure ends the attempt under its own code where the wire can say it, else as unspecified',
    run: async (provider) => {
      const produced = new Set<FailureCode | undefined>();
      await eachOperator(provider, async (world, { flow }) => {
        await world.charge();
        for (const failureCode of Object.keys(FAILURES) as FailureCode[]) {
          if (isPrompt(flow) && failureCode === 'canceled_on_page') continue; // there is no page
          world.backend.settle(world.transaction().reference, { status: 'failed', failureCode });
          const seen = await world.truth();
          expect(['failed', 'canceled', 'expired']).toContain(seen.outcome);
          const told = provider.manifest.failureCodes.includes(failureCode);
          if (isPrompt(flow)) expect(seen.failureCode).toBe(told ? failureCode : 'unspecified');
          produced.add(seen.failureCode);
        }
      });
      expect([...produced]).toEqual(expect.arrayContaining([...provider.manifest.failureCodes]));
    },
  },
  {
    id: 'altered-status-reply',
    promise:
      'a status reply with any member altered or missing never fails, and never succeeds for another amount',
    ruledOut: NO_QUERY,
    run: (provider) =>
      eachOperator(provider, async (world) => {
        const { transaction } = await charged(world, PAID);
        const original = await lastReply(world, () => world.query());
        for (const altered of alterations(original)) {
          world.wire = async () => ({ kind: 'reply', status: 200, headers: {}, text: altered });
          const seen = await world.query();
          expect([altered, seen.outcome]).toEqual([
            altered,
            expect.stringMatching(/^(unknown|succeeded|pending)$/),
          ]);
          if (seen.outcome === 'succeeded') expect([undefined, transaction.money]).toContainEqual(seen.money);
        }
      }),
  },
  {
    id: 'query-by-our-reference',
    promise: 'when the reply is lost a query by our own reference finds the payment',
    ruledOut: ({ queryBy }) => QUERY_BY[queryBy],
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await charged(world, PAID);
        expect(await world.query({ providerReference: undefined })).toMatchObject({ outcome: 'succeeded' });
      }),
  },
  {
    id: 'not-found',
    promise: 'a query about a transaction that does not exist says so',
    ruledOut: ({ can }) => (can.tellAbsence ? undefined : 'no answer of it says only that nothing exists'),
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        expect(await world.query(NEVER_SENT)).toMatchObject({ outcome: 'not_found' });
      }),
  },
  {
    id: 'refunded',
    promise: 'money that the operator gave back is told as such',
    ruledOut: ({ can }) => (can.tellRefunds ? undefined : 'it has no word for money that went back'),
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await charged(world, { status: 'refunded', operatorReference: 'OP-1' });
        expect(await world.truth()).toMatchObject({ outcome: 'refunded' });
      }),
  },
];

/** Why a query cannot be made by our own reference. */
const QUERY_BY = {
  reference: undefined,
  provider_reference: 'a query names the transaction by the provider’s reference',
  none: 'there is no query',
} as const satisfies Record<Manifest['queryBy'], string | undefined>;

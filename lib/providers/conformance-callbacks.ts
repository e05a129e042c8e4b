/** Conformance cases: callbacks: the good one, the one that comes twice, the forged and the altered one. */
import { expect } from 'vitest';
import { formatDecimal } from '#lib/money.ts';
import { type Case, charged, eachOperator, PAID } from './conformance-case.ts';
import { alteredCallbacks } from './conformance-wire.ts';

export const CALLBACKS: readonly Case[] = [
  {
    id: 'success-by-callback',
    promise: 'a success callback names our payment and, believed, succeeds with the right amount',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        const { transaction } = await charged(world, PAID);
        const reading = await world.receive(world.callback());
        expect(reading).toMatchObject({
          kind: 'read',
          transaction: 'payment',
          reference: transaction.reference,
        });
        expect(provider.acknowledge(reading).status).toBe(200);
        expect(await world.believe(reading)).toMatchObject({
          outcome: 'succeeded',
          money: transaction.money,
        });
      }),
  },
  {
    id: 'callback-twice',
    promise: 'the same callback twice reads the same and is acknowledged the same',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await charged(world, PAID);
        const first = await world.receive(world.callback());
        const second = await world.receive(world.callback());
        expect(second).toEqual(first);
        expect(provider.acknowledge(second)).toEqual(provider.acknowledge(first));
      }),
  },
  {
    id: 'callback-forged',
    promise: 'a callback that says success while the truth is pending moves nothing',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        const truth = world.transaction();
        const forged = world.callback({ ...truth, status: 'succeeded', operatorReference: 'OP-1' });
        const { sourceNetworks, trust } = provider.manifest;
        if (sourceNetworks.length > 0 || trust === 'source-and-amount') {
          const foreign = await world.receive(forged, { peer: '198.51.100.66' });
          expect(foreign.kind).toBe('refused');
          expect(provider.acknowledge(foreign).status).not.toBe(500);
        }
        if (provider.manifest.trust === 'source-and-amount') return;
        const seen = await world.believe(await world.receive(forged));
        if (seen) expect(NEVER_PAID).toContain(seen.outcome);
      }),
  },
  {
    id: 'callback-altered',
    promise: 'a callback with any member altered or missing never pays, and never throws',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        const truth = world.transaction();
        const original = world.callback({ ...truth, status: 'succeeded', operatorReference: 'OP-1' });
        for (const altered of alteredCallbacks(original)) {
          const text = altered.body ?? altered.url;
          const reading = await world.receive(altered);
          const seen = await world.believe(reading);
          const paysUs = seen?.outcome === 'succeeded' && seen.money?.amount === truth.money.amount;
          if (provider.manifest.trust !== 'source-and-amount') expect([text, paysUs]).toEqual([text, false]);
          // Nothing else proves it: what still pays says so of our reference, with our amount.
          else if (paysUs && reading.kind === 'read' && reading.reference === truth.reference)
            expect(text).toMatch(new RegExp(`\\b${formatDecimal(truth.money)}\\b`));
        }
      }),
  },
];

const NEVER_PAID = ['pending', 'unknown', 'not_found', 'requires_otp', 'redirect'];

/** Conformance cases: amounts, in every currency and in every form in which they are written. */
import { expect } from 'vitest';
import { formatDecimal, type Money, minorUnits, money } from '#lib/money.ts';
import { type Case, eachOperator, OPEN_OUTCOMES, PAID } from './conformance-case.ts';
import { AMOUNT_FORMS, callbackWith, replyWith, withAmount, withMember } from './conformance-wire.ts';
import { AMOUNTS, type World } from './conformance-world.ts';
import type { Provider } from './provider.ts';

export const AMOUNT_CASES: readonly Case[] = [
  {
    id: 'amounts',
    promise: 'amounts with and without decimals survive both directions in every listed currency',
    run: (provider) =>
      eachAmount(provider, async (world, asked, reference) => {
        await world.charge({ money: asked, reference });
        expect(world.transaction().money).toEqual(asked);
        world.backend.settle(reference, { ...PAID, operatorReference: `OP-${asked.amount}` });
        expect(await world.truth()).toMatchObject({ outcome: 'succeeded', money: asked });
      }),
  },
  {
    id: 'amounts-as-sent',
    promise: 'the server takes an amount as a number, as a text, and with zeros after the point',
    run: (provider) =>
      eachAmount(provider, async (world, asked, reference) => {
        for (const [index, write] of AMOUNT_FORMS.entries()) {
          let written = 0;
          world.wire = (request, next) =>
            next(
              withAmount(request, asked, (decimal) => {
                written += 1;
                return write(decimal);
              }),
            );
          const own = `${reference.slice(0, 19)}${index}`;
          const { outcome } = await world.charge({ money: asked, reference: own });
          expect([own, written, outcome]).toEqual([own, 1, expect.stringMatching(OPEN)]);
          expect(world.transaction()).toMatchObject({ reference: own, money: asked });
        }
      }),
  },
  {
    id: 'amounts-told',
    promise: 'an amount in an answer or callback is the same money as a number, a text, and with zeros',
    run: (provider) =>
      eachAmount(provider, async (world, asked, reference) => {
        await world.charge({ money: asked, reference });
        world.backend.settle(reference, PAID);
        const original = world.callback();
        for (const write of AMOUNT_FORMS) {
          let written = 0;
          const rewrite = (text: string) =>
            withMember(
              text,
              (value) => isAmount(value, asked),
              () => {
                written += 1;
                return write(formatDecimal(asked));
              },
            );
          const reading = await world.receive(callbackWith(original, rewrite));
          expect([written > 0, reading]).toMatchObject([true, { kind: 'read' }]);
          world.wire = async (request, next) => replyWith(await next(request), rewrite);
          expect(await world.believe(reading)).toMatchObject({ outcome: 'succeeded', money: asked });
          world.wire = (request, next) => next(request);
        }
      }),
  },
  {
    id: 'fractions',
    promise: 'a fraction of a unit in a currency without one is refused and creates nothing',
    ruledOut: ({ currencies }) =>
      currencies.some((c) => minorUnits(c) === 0) ? undefined : 'its currencies have cents',
    run: (provider) =>
      eachOperator(provider, async (world, { flow }) => {
        const [currency = 'XOF'] = provider.manifest.currencies;
        const asked = money(1500n, currency);
        world.wire = (request, next) => next(withAmount(request, asked, (decimal) => `${decimal}.5`));
        const { outcome } = await world.charge({ money: asked });
        if (flow === 'form') expect(world.landing).toMatchObject({ status: 400 });
        else expect(OPEN_OUTCOMES).not.toContain(outcome);
        expect(world.backend.transactions).toHaveLength(0);
      }),
  },
];

const OPEN = new RegExp(`^(${OPEN_OUTCOMES.join('|')})$`);

/** Each amount of each currency, by each operator, under a reference of its own. */
function eachAmount(
  provider: Provider,
  run: (world: World, asked: Money, reference: string) => Promise<void>,
): Promise<void> {
  return eachOperator(provider, async (world) => {
    for (const currency of provider.manifest.currencies) {
      for (const [index, amount] of AMOUNTS[currency].entries())
        await run(world, money(amount, currency), `REFERENCE${currency}${index}`.padEnd(20, '0'));
    }
  });
}

function isAmount(value: string, asked: Money): boolean {
  return /^\d+(\.\d+)?$/.test(value) && Number(value) === Number(formatDecimal(asked));
}

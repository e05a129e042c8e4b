/**
 * Every story on every provider, of prompts and of pages, through the production code on both sides and back: payment,
 * provider's client, its server end, simulated operator, callback, query. In one process, with a clock that jumps.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { resetEnv } from '#lib/env.ts';
import { type Currency, type Money, minorUnits, money } from '#lib/money.ts';
import { comeBack } from '#lib/payments/come-back.ts';
import { createPayment } from '#lib/payments/create.ts';
import { goToProvider } from '#lib/payments/go.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { type Phone, parseE164 } from '#lib/phone.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Provider } from '#lib/providers/provider.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { seedPlatform } from '#prisma/seed.ts';
import { decidePage } from './page.ts';
import { endFor, isEnding, STORIES } from './stories.ts';
import { aScope, inProcess, liveFor } from './testing/in-process.ts';

const PHONE_STARTS = { TG: '+22890000', CI: '+2250700000', CM: '+237670000', CD: '+243810000' } as const;
/** The wires that state what the provider keeps; on the others no fee is posted. */
const TELLS_FEE: readonly string[] = ['my-coolpay'];
/** Past every late approval, before anything becomes unresolved. */
const LIFE_MS = 60 * 60_000;

const TOLD = Object.values(PROVIDERS).flatMap((provider: Provider) =>
  (['push', 'page'] as const).flatMap((flow) => {
    const { manifest } = provider;
    // A form is a page too, but nobody here posts one.
    const wireFlow = flow === 'page' ? 'redirect' : flow;
    const operator = manifest.operators.find((served) => served.flow === wireFlow)?.operator;
    if (operator === undefined) return [];
    // A code has to be typed (219), which is tested with the provider that asks for one.
    const typed = (ending: string) => ending === '219' && manifest.can.otp && flow === 'push';
    const endings = Object.keys(STORIES).filter(isEnding);
    return endings.flatMap((ending) => {
      if (typed(ending)) return [];
      const end = endFor(manifest, { ending, flow, tellsFee: TELLS_FEE.includes(manifest.id) });
      return end === undefined ? [] : [{ id: manifest.id, flow, ending, end, provider, operator }];
    });
  }),
);

let clock: ManualClock;

beforeEach(async () => {
  await truncateAll();
  resetEnv();
  clock = new ManualClock(new Date('2026-11-21T10:00:00Z'));
  await seedPlatform();
});

const deps = () => ({ ...inProcess(clock), clock });

type Told = (typeof TOLD)[number];

async function begin({ provider, flow }: Told): Promise<string> {
  const { country, currencies } = provider.manifest;
  const request = {
    money: aSum(currencies[0] ?? 'XOF'),
    reference: 'order-1',
    country,
    hosted: flow === 'page',
    attemptsMax: 1,
  };
  const { record } = await createPayment(await aScope(), request, { deps: deps() });
  return record.payment.id;
}

/** 1,500 units, which every operator takes. */
function aSum(currency: Currency): Money {
  return money(1_500n * 10n ** BigInt(minorUnits(currency)), currency);
}

function phoneOf({ provider, ending }: Told): Phone {
  const phone = parseE164(`${PHONE_STARTS[provider.manifest.country]}${ending}`);
  if (phone === undefined) throw new Error(`${ending} makes no number of ${provider.manifest.country}`);
  return phone;
}

/** What a payer does: leaves for the page, confirms there with the number, and comes back if the page leads back. */
async function payOnPage(paymentId: string, told: Told): Promise<void> {
  const departure = await goToProvider({ paymentId }, deps());
  if (departure.kind !== 'redirect') return;
  const providerReference = departure.url.split('/').at(-1) ?? '';
  const { e164: number } = phoneOf(told);
  const back = await decidePage(
    { providerReference, action: 'approve', number, operator: told.operator },
    deps(),
  );
  if (back === undefined) return;
  const { searchParams } = new URL(back);
  const result = searchParams.get('result') === 'success' ? 'success' : 'failure';
  await comeBack({ reference: searchParams.get('reference') ?? '', result }, deps());
}

async function stateOf(paymentId: string) {
  const payment = await db.payment.findUniqueOrThrow({ where: { id: paymentId } });
  const postings = await db.posting.findMany({ where: { resourceId: paymentId } });
  const events = await db.event.findMany();
  const rows = await db.sandboxTransaction.findMany();
  return {
    status: payment.status,
    failureCode: payment.failureCode ?? undefined,
    flags: [payment.surplus && 'surplus', payment.suspense && 'suspense'].filter(Boolean),
    charges: rows.reduce((sum, row) => sum + row.charges, 0),
    postings: postings
      .map(({ key, event }) => (key.endsWith(':provider_fee') ? 'provider_fee' : event))
      .sort(),
    events: events.map(({ type }) => type).sort(),
  };
}

describe('a story comes to the end that the table promises', () => {
  // The gateway itself refuses 259 before a provider is asked (lib/payments/prompts.db.test.ts).
  const asked = TOLD.filter(({ ending, flow }) => !(ending === '259' && flow === 'push'));
  test.each(asked)('$id, $flow, $ending', async (told) => {
    const { end, flow, operator } = told;
    const paymentId = await begin(told);
    await submitPayment({ paymentId, operator, phone: phoneOf(told) }, deps());
    if (flow === 'page') await payOnPage(paymentId, told);
    await liveFor(LIFE_MS, deps());
    const state = await stateOf(paymentId);
    const certain = (types: readonly string[]) =>
      types.filter((type) => !(end.pendingOptional && type === 'payment.pending')).sort();
    expect({ ...state, events: certain(state.events) }).toEqual({
      status: end.status,
      failureCode: end.failureCode,
      flags: end.flags.filter((flag) => flag === 'surplus' || flag === 'suspense'),
      charges: end.charges,
      postings: [...end.postings].sort(),
      events: certain(end.webhooks),
    });
  });
});

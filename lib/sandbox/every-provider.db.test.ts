/**
 * Every story on every provider, of prompts and of pages, through the production code on both sides and back: payment,
 * provider's client, its server end, simulated operator, callback, query. In one process, with a clock that jumps.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env, resetEnv } from '#lib/env.ts';
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
import { CODE_RIGHT } from './otp.ts';
import { decidePage, findSandboxPage } from './page.ts';
import { endFor, isEnding, STORIES } from './stories.ts';
import { aScope, inProcess, liveFor, toProvider } from './testing/in-process.ts';

const PHONE_STARTS = { TG: '+22890000', CI: '+2250700000', CM: '+237670000', CD: '+243810000' } as const;
/** The wires that state what the provider keeps; on the others no fee is posted. */
const TELLS_FEE: readonly string[] = ['my-coolpay'];
/** Past every late approval, before anything becomes unresolved. */
const LIFE_MS = 60 * 60_000;

const TOLD = Object.values(PROVIDERS).flatMap((provider: Provider) =>
  (['push', 'page'] as const).flatMap((flow) => {
    const { manifest } = provider;
    const flows = flow === 'push' ? ['push'] : ['redirect', 'form'];
    const operator = manifest.operators.find((served) => flows.includes(served.flow))?.operator;
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

/** Before a page that asks for the number itself, nobody is asked for it. */
function asksPhone({ flow, provider, operator }: Told): boolean {
  const served = provider.manifest.operators.find((one) => one.operator === operator);
  return flow === 'push' || served?.asksPhone === true;
}

/** What the payer does in front of a page: goes there, confirms once with this number, follows the way back. */
async function payOnPage(paymentId: string, told: Told): Promise<void> {
  const { manifest } = told.provider;
  const departure = await goToProvider({ paymentId }, deps());
  if (departure.kind === 'back') return;
  const page = departure.kind === 'redirect' ? departure.url : await postForm(departure, manifest.id);
  const providerReference = page.split('/').at(-1) ?? '';
  const { e164: number } = phoneOf(told);
  const answer = { providerReference, action: 'approve' as const, number, operator: told.operator };
  if (manifest.page !== undefined)
    await decidePage({ ...answer, step: 'number_and_pin', pin: '4321' }, deps());
  const back = await decidePage({ ...answer, step: 'code', code: CODE_RIGHT }, deps());
  const url = back ?? (await findSandboxPage(providerReference, clock))?.returnUrl;
  if (url === undefined) return;
  const { searchParams } = new URL(url);
  const result = (['success', 'cancel', 'failure'] as const).find(
    (way) => way === searchParams.get('result'),
  );
  await comeBack({ reference: searchParams.get('reference') ?? '', result: result ?? 'success' }, deps());
}

/** What the payer's browser does with a form; returns where it is sent. */
async function postForm({ url, fields }: { url: string; fields: Record<string, string> }, id: string) {
  const mount = `${env().publicUrl}/sandbox/${id}`;
  expect(url.startsWith(`${mount}/`)).toBe(true);
  const request = {
    method: 'POST' as const,
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
    guard: 'loopback' as const,
    timeoutMs: 1,
  };
  const answer = await toProvider(id, url.slice(mount.length), { request, deps: deps() });
  return answer.kind === 'reply' ? (answer.headers.location ?? '') : '';
}

/** Several providers serve an operator: the others pause. */
async function onlyConnectionOf({ manifest }: Provider): Promise<void> {
  await db.connection.updateMany({
    where: { provider: { not: manifest.id } },
    data: { pausedAt: clock.now() },
  });
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
    await onlyConnectionOf(told.provider);
    const paymentId = await begin(told);
    const phone = asksPhone(told) ? { phone: phoneOf(told) } : {};
    await submitPayment({ paymentId, operator, ...phone }, deps());
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

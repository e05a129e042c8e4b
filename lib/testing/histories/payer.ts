/** The people of a history: the shop that asks for money, and payers who pay, give up, come back and have two tabs. */
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { minorUnits, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { authorizePayment } from '#lib/payments/authorize.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { comeBack } from '#lib/payments/come-back.ts';
import { createPayment, type NewPayment } from '#lib/payments/create.ts';
import { type Departure, goToProvider } from '#lib/payments/go.ts';
import { loadRecord, storedMoney } from '#lib/payments/record.ts';
import { releaseAttempt } from '#lib/payments/release.ts';
import { blockingAttempt } from '#lib/payments/resource.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { type Country, type Phone, parseE164 } from '#lib/phone.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { availableOperators } from '#lib/routing/connections.ts';
import { STORIES } from '#lib/sandbox/stories.ts';
import { Random } from './random.ts';
import type { World } from './run.ts';

/** What every number of ours begins with; three digits follow, which choose the story. */
const PHONE_STARTS = {
  TG: '+22890000',
  CI: '+2250700000',
  CM: '+237670000',
  CD: '+243810000',
} as const satisfies Record<Country, string>;

/** A number without a story: its owner has a whim (operators.ts). */
const NO_STORY = '000';
const ENDINGS = Object.keys(STORIES) as [string, ...string[]]; // the table is not empty
const CODES = { '1234': 60, '0000': 32, '9999': 8 } as const;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PAGE_HOPS_MAX = 4;

/** Puts a payment and the visits of its payer on the agenda. */
export function planPayment(world: World, random: Random, number: number): void {
  const { simulation, shop, paymentIds, names } = world;
  const name = `pay${number}`;
  const { manifest } = random.pick(world.providers);
  const change: NewPayment = {
    reference: `${name}-order`,
    country: manifest.country,
    hosted: random.chance(0.85),
    money: somethingAffordable(random, manifest),
    attemptsMax: random.between(1, 4),
    expiresInMs: random.between(5, 40) * MINUTE,
  };
  const visits = random.between(2, 8);
  const chance = new Random(Math.floor(random.next() * 2 ** 32), number);
  simulation.after(random.between(0, 2 * MINUTE), async () => {
    await simulation.start('web', `${name} create`, async () => {
      const { payment } = (await createPayment(shop.scope, change, { deps: shop.deps })).record;
      paymentIds.push(payment.id);
      names.set(payment.id, name);
      const { amount, currency, attemptsMax } = payment;
      simulation.log(`${name} created in ${manifest.country}: ${amount} ${currency}, ${attemptsMax} tries`);
      visit(payment.id, visits);
    });
  });

  function visit(paymentId: string, left: number): void {
    if (left === 0) return;
    const patienceMs = chance.chance(0.7) ? 45 * SECOND : 7 * MINUTE;
    simulation.after(chance.between(0, patienceMs), async () => {
      if (simulation.calm) return;
      await simulation.start('web', name, () =>
        act({ ...world, country: manifest.country, chance, paymentId, name }),
      );
      visit(paymentId, left - 1);
    });
  }
}

/** Whole units that an operator of this provider takes. */
function somethingAffordable(random: Random, { operators, currencies }: Manifest) {
  const { operator, limits } = random.pick(some(operators));
  const currency = random.pick(some(currencies));
  const unit = 10n ** BigInt(minorUnits(currency));
  const both = [OPERATORS[operator].limits[currency], limits?.[currency]].flatMap((limit) => limit ?? []);
  let least = 100n * unit;
  for (const { min } of both) if (min > least) least = min;
  let most = least + 3_000n * unit;
  for (const { max } of both) if (max < most) most = max;
  const [first, last] = [(least + unit - 1n) / unit, most / unit];
  return money(BigInt(random.between(Number(first), Number(last))) * unit, currency);
}

function some<T>(list: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error('A manifest lists nothing to draw from.');
  return [first, ...rest];
}

interface Visitor extends World {
  country: Country;
  chance: Random;
  paymentId: string;
  name: string;
}

/** One look at the page, and what the payer (or the shop) does then. Refusals with a code are answers like others. */
async function act(visitor: Visitor): Promise<void> {
  const { simulation, name } = visitor;
  try {
    const did = await choose(visitor);
    if (did !== undefined) simulation.log(`${name} ${did}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    simulation.log(`${name} was refused: ${error.code}`);
  }
}

async function choose(visitor: Visitor): Promise<string | undefined> {
  const { shop, chance, paymentId } = visitor;
  const { deps } = shop;
  const record = await loadRecord(paymentId);
  if (record === undefined) throw new Error('A payment is gone.');
  // A page shows what was true a moment ago, and there are two tabs: some moves do not fit and are refused.
  const stale = chance.chance(0.1);
  const blocking = blockingAttempt(record);
  const open = record.payment.status === 'created' || record.payment.status === 'pending';
  if (!open && !stale) return undefined;
  if (chance.chance(0.06)) {
    const by = chance.pick(['merchant', 'payer']);
    await cancelPayment({ paymentId, by }, deps);
    return `canceled by the ${by}`;
  }
  if (blocking === undefined || stale) return chooseOperator(visitor, record);
  if (blocking.status === 'requires_otp') {
    const code = chance.weighted(CODES);
    const after = await authorizePayment({ paymentId, code }, deps);
    return `gave the code ${code}: ${after.payment.status}`;
  }
  if (blocking.flow === 'redirect' || blocking.flow === 'form') {
    if (chance.chance(0.7) || blocking.calledAt === null) {
      const departure = await goToProvider({ paymentId }, deps);
      if (departure.kind !== 'back') goOut(visitor, departure, blocking);
      return `went to the provider: ${departure.kind}`;
    }
    const result = chance.pick(['success', 'cancel', 'failure']);
    await comeBack({ reference: blocking.reference, result }, deps);
    return `came back by the ${result} link`;
  }
  const { released } = await releaseAttempt({ paymentId, because: 'payer_did_not_confirm' }, deps);
  return released ? 'let the prompt go' : undefined;
}

async function chooseOperator({ shop, country, chance, paymentId }: Visitor, { payment }: PaymentRecord) {
  const amount = storedMoney(payment.amount, payment.currency);
  const offered = await availableOperators(shop.scope, country, amount);
  const { operator } = chance.pick(some(offered.filter(({ available }) => available)));
  const after = await submitPayment({ paymentId, operator, phone: aPhone(chance, country) }, shop.deps);
  return `chose ${operator}: ${after.payment.status}`;
}

function aPhone(chance: Random, country: Country): Phone {
  const parsed = parseE164(`${PHONE_STARTS[country]}${anEnding(chance)}`);
  if (parsed === undefined)
    throw new Error(`Numbers of ${country} do not begin with ${PHONE_STARTS[country]}.`);
  return parsed;
}

function anEnding(chance: Random): string {
  return chance.chance(0.55) ? NO_STORY : chance.pick(ENDINGS);
}

// ───────────── the provider's page ─────────────

/** The payer's browser leaves for the provider, does something there after a while, and comes back or does not. */
function goOut(visitor: Visitor, departure: Exclude<Departure, { kind: 'back' }>, attempt: Attempt): void {
  const { simulation, chance, operators, country, name } = visitor;
  const does = chance.weighted({ approve: 55, decline: 10, back: 15, leave: 20 });
  const number = `${PHONE_STARTS[country]}${anEnding(chance)}`;
  const stays = chance.chance(0.3);
  simulation.after(chance.between(SECOND, 3 * MINUTE), async () => {
    const page = await reachPage(visitor, departure);
    simulation.log(`${name}'s browser is ${page === undefined ? 'nowhere' : `on the page: ${does}`}`);
    if (page === undefined || does === 'leave') return;
    const operator = attempt.operator as OperatorId; // written from the catalogue alone
    const back = await operators.onPage(page, { action: does, number, operator });
    if (back !== undefined && !stays) comeHome(visitor, back);
  });
}

/** Opens the address that the provider's page leads to. */
function comeHome({ simulation, chance, shop, name }: Visitor, url: string): void {
  const { searchParams } = new URL(url);
  const said = searchParams.get('result');
  const result = said === 'cancel' || said === 'failure' ? said : 'success';
  simulation.after(chance.between(1, 5 * SECOND), async () => {
    await simulation.start('web', `${name} returns`, async () => {
      const found = await comeBack({ reference: searchParams.get('reference') ?? '', result }, shop.deps);
      simulation.log(`${name} returned by the ${result} link${found === undefined ? ' to nothing' : ''}`);
    });
  });
}

/** Follows links and presses the buttons of steps in between, up to the page where the payer decides. */
async function reachPage(
  { operators }: Visitor,
  departure: Exclude<Departure, { kind: 'back' }>,
): Promise<string | undefined> {
  let { url } = departure;
  let form = departure.kind === 'form' ? new URLSearchParams(departure.fields).toString() : undefined;
  for (let hop = 0; hop < PAGE_HOPS_MAX; hop += 1) {
    const page = /\/sandbox\/pay\/([^/?]+)$/.exec(new URL(url).pathname)?.[1];
    if (page !== undefined) return page;
    if (!url.startsWith(`${env().internalUrl}/sandbox/`) && !url.startsWith(`${env().publicUrl}/sandbox/`))
      return undefined;
    const { result } = await operators.serve({
      method: form === undefined ? 'GET' : 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      ...(form === undefined ? {} : { body: form }),
      timeoutMs: 30_000,
      guard: 'public',
    });
    if (result?.kind !== 'reply') return undefined;
    const { location } = result.headers;
    if (location !== undefined) {
      url = new URL(location, url).href;
      form = undefined;
    } else if (form === undefined && /<form method="post">/.test(result.text)) {
      form = '';
    } else {
      return undefined;
    }
  }
  return undefined;
}

/** Which connection takes a payment, and what a payer may choose from. */

import { type Clock, systemClock } from '#lib/clock.ts';
import type { Country } from '#lib/countries.ts';
import { db } from '#lib/db.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import { type Money, minorUnits, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId, operatorsFor } from '#lib/operators/catalogue.ts';
import { isProviderId, PROVIDER_IDS, providerById } from '#lib/providers/index.ts';
import type { Flow, Manifest, ProviderOperator } from '#lib/providers/provider.ts';
import { byHealth, type Health, judge, recentAnswers } from './health.ts';
import { chosenOrder, inChosenOrder } from './rules.ts';

/** Whose connections; of a payment also its metadata, in which a test may name its provider ({@link TEST_PROVIDER}). */
type Owner = { merchantId: string; mode: string; metadata?: unknown };

/**
 * In test mode, the metadatum of a payment that keeps it to one provider: where several serve an operator, a developer
 * can try each, whatever the rules say. In live mode it is a metadatum like any other.
 */
export const TEST_PROVIDER = 'test_provider';

export interface AvailableOperator {
  operator: OperatorId;
  available: boolean;
  reason?: 'amount_above' | 'amount_below' | 'decimals' | 'down';
  limits?: { min: Money; max: Money };
  flow: Flow;
  chosenBy: Manifest['operatorChosenBy'];
  /** The payer's number must be known before anything is asked. */
  asksPhone: boolean;
  dialCode?: string;
}

/** A connection together with how its provider serves the operator. */
export interface Route {
  connection: Connection;
  manifest: Manifest;
  operator: ProviderOperator;
}

/**
 * Connections that can take this operator and currency, best first: the merchant's rule, then the platform's, then the
 * merchant's own before the platform's, by position, in the order of the registry. Paused ones are left out; those that
 * answered badly come last or, below the floor, not at all.
 */
export async function routesFor(
  owner: Owner,
  operator: OperatorId,
  currency: string,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<Route[]> {
  const { offered, healthOf } = await readRouting(owner, clock);
  return byHealth(offered(operator, currency), healthOf);
}

/** True when connections could take this operator and currency, and all of them rest because they answered badly. */
export async function restsNow(
  owner: Owner,
  operator: OperatorId,
  currency: string,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<boolean> {
  const { offered, healthOf } = await readRouting(owner, clock);
  const routes = offered(operator, currency);
  return routes.length > 0 && byHealth(routes, healthOf).length === 0;
}

/** The operators of a country for this amount, each with whether it can be used and why not. */
export async function availableOperators(
  owner: Owner,
  country: Country,
  amount: Money,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<AvailableOperator[]> {
  const { offered, healthOf } = await readRouting(owner, clock);
  return operatorsFor(country).flatMap((id) => {
    const routes = offered(id, amount.currency);
    const [up] = byHealth(routes, healthOf);
    const first = up ?? routes[0];
    if (first === undefined) return [];
    const { manifest, operator: served } = first;
    const limits = limitsOf(id, served, amount);
    const reason = up === undefined ? 'down' : refusal(id, limits, amount);
    const general = OPERATORS[id].dialCode;
    // A menu code does not bring the request back: shown as help it would only confuse.
    const dialCode = served.dialCode ?? (general?.use === 'approve' ? general.code : undefined);
    return [
      {
        operator: id,
        available: reason === undefined,
        ...(reason === undefined ? {} : { reason }),
        ...(limits === undefined ? {} : { limits }),
        flow: served.flow,
        chosenBy: manifest.operatorChosenBy,
        asksPhone: asksPhone(served),
        ...(dialCode === undefined ? {} : { dialCode }),
      },
    ];
  });
}

/** True for a prompt, and for a page that is opened for a number; other pages ask for what they need themselves. */
export function asksPhone(served: Pick<ProviderOperator, 'flow' | 'asksPhone'>): boolean {
  return served.asksPhone ?? isPrompt(served.flow);
}

/** A flow that ends on the payer's phone, without a page of the provider. */
export function isPrompt(flow: Flow): boolean {
  return flow === 'push' || flow === 'otp';
}

interface Routing {
  /** The routes of an operator and currency in the order of the rules, whatever their health. */
  offered(operator: OperatorId, currency: string): Route[];
  healthOf(route: Route): Health;
}

/**
 * What routing needs to know, in three small reads. Only live answers count against a connection: in test mode whoever
 * tests chooses them, and one person's tests must not close a connection to everybody.
 */
async function readRouting(owner: Owner, clock: Pick<Clock, 'now'>): Promise<Routing> {
  const connections = await usableConnections(owner);
  const [rules, answers] = await Promise.all([
    db.routingRule.findMany({
      where: { mode: owner.mode, OR: [{ merchantId: owner.merchantId }, { merchantId: null }] },
    }),
    recentAnswers(owner.mode === 'live' ? connections.map(({ id }) => id) : [], clock.now()),
  ]);
  return {
    offered(operator, currency) {
      const chosen = chosenOrder(
        rules.filter((rule) => rule.operator === operator && rule.currency === currency),
      );
      return inChosenOrder(connections, chosen).flatMap((connection) => {
        const { manifest } = providerById(connection.provider);
        const served = manifest.operators.find((candidate) => candidate.operator === operator);
        const speaks = (manifest.currencies as readonly string[]).includes(currency);
        return served === undefined || !speaks ? [] : [{ connection, manifest, operator: served }];
      });
    },
    healthOf: ({ connection }) => judge(answers.get(connection.id) ?? { answers: 0, bad: 0 }),
  };
}

async function usableConnections({ merchantId, mode, metadata }: Owner): Promise<Connection[]> {
  const wanted = mode === 'test' ? Object(metadata)[TEST_PROVIDER] : undefined;
  const rows = await db.connection.findMany({
    where: { mode, pausedAt: null, OR: [{ merchantId }, { merchantId: null }] },
  });
  return rows
    .filter(({ provider }) => isProviderId(provider) && (wanted === undefined || provider === wanted))
    .sort(usualOrder);
}

/** The merchant's own before the platform's, by position, then in the order of the registry. */
export function usualOrder(a: Connection, b: Connection): number {
  return (
    Number(a.merchantId === null) - Number(b.merchantId === null) ||
    a.position - b.position ||
    REGISTRY.indexOf(a.provider) - REGISTRY.indexOf(b.provider)
  );
}

const REGISTRY: readonly string[] = PROVIDER_IDS;

/** The operator's limits and the provider's, whichever is narrower, in minor units. */
function limitsOf(
  id: OperatorId,
  served: ProviderOperator,
  { currency }: Money,
): { min: Money; max: Money } | undefined {
  const all = [OPERATORS[id].limits[currency], served.limits?.[currency]].filter(
    (limit) => limit !== undefined,
  );
  // Sorted, because bigint has no Math.min.
  const min = all
    .map((limit) => limit.min)
    .sort(ascending)
    .at(-1);
  const max = all.map((limit) => limit.max).sort(ascending)[0];
  if (min === undefined || max === undefined) return undefined;
  return { min: money(min, currency), max: money(max, currency) };
}

function refusal(
  id: OperatorId,
  limits: { min: Money; max: Money } | undefined,
  { amount, currency }: Money,
) {
  if (limits !== undefined && amount > limits.max.amount) return 'amount_above' as const;
  if (limits !== undefined && amount < limits.min.amount) return 'amount_below' as const;
  const wholeOnly = OPERATORS[id].decimals[currency] === 0 && minorUnits(currency) > 0;
  return wholeOnly && amount % 10n ** BigInt(minorUnits(currency)) !== 0n ? ('decimals' as const) : undefined;
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

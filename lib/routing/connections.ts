/** Which connection takes a payment, and what a payer may choose from. */

import { type Clock, systemClock } from '#lib/clock.ts';
import type { Country } from '#lib/countries.ts';
import { db } from '#lib/db.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import type { Currency, Money } from '#lib/money.ts';
import { OPERATORS, type OperatorId, operatorsFor } from '#lib/operators/catalogue.ts';
import { isProviderId, PROVIDER_IDS, providerById } from '#lib/providers/index.ts';
import type { Flow, Manifest, ProviderOperator } from '#lib/providers/provider.ts';
import { type AmountReason, amountReason, type Limits, limitsOf } from './amount-range.ts';
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
  reason?: AmountReason | 'down';
  limits?: Limits;
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

/**
 * The route of one payment: the best healthy connection that takes the amount. With `reason` when there is none such,
 * and then `route` is the one whose words the reader gets.
 */
export interface Choice {
  route: Route;
  reason?: AmountReason | 'down';
  /** The widest of all connections: the amount chooses among them. */
  limits?: Limits;
}

/** Where a payment of this amount goes at an operator; undefined when no connection serves it in this currency. */
export async function routeFor(
  owner: Owner,
  operator: OperatorId,
  amount: Money,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<Choice | undefined> {
  return choose(await readRouting(owner, clock), operator, amount);
}

/** An amount, or any amount of a currency. */
type Asked = { currency: Currency; amount?: bigint | undefined };

/** The operators of a country for this amount, each with whether it can be used and why not. */
export async function availableOperators(
  owner: Owner,
  country: Country,
  asked: Asked,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<AvailableOperator[]> {
  const routing = await readRouting(owner, clock);
  return operatorsFor(country).flatMap((id) => {
    const choice = choose(routing, id, asked);
    if (choice === undefined) return [];
    const { reason, limits } = choice;
    const { manifest, operator: served } = choice.route;
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

function choose({ offered, healthOf }: Routing, id: OperatorId, asked: Asked): Choice | undefined {
  const routes = offered(id, asked.currency);
  const up = byHealth(routes, healthOf);
  const takes = ({ operator }: Route) => problemOf(operator, asked) === undefined;
  const route = up.find(takes) ?? up[0] ?? routes[0];
  if (route === undefined) return undefined;
  const widest = widestOf(routes.flatMap(({ operator }) => limitsOf(operator, asked.currency) ?? []));
  const limits = widest === undefined ? {} : { limits: widest };
  if (up.some(takes)) return { route, ...limits };
  // One that rests comes back by itself.
  const reason = routes.some(takes) ? undefined : problemOf(route.operator, asked);
  if (up.length === 0 || reason === undefined) return { route, reason: 'down', ...limits };
  // An amount between the ranges of two connections is told against those of the first.
  const own = limitsOf(route.operator, asked.currency);
  return widest !== undefined && own !== undefined && isWithin(widest, asked)
    ? { route, reason, limits: own }
    : { route, reason, ...limits };
}

function problemOf(served: ProviderOperator, { amount, currency }: Asked): AmountReason | undefined {
  return amount === undefined ? undefined : amountReason(served, { amount, currency });
}

/** From the least that one of them takes to the most; undefined of none. */
export function widestOf(all: readonly Limits[]): Limits | undefined {
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  return others.reduce(
    ({ min, max }, other) => ({
      min: other.min.amount < min.amount ? other.min : min,
      max: other.max.amount > max.amount ? other.max : max,
    }),
    first,
  );
}

function isWithin({ min, max }: Limits, { amount = min.amount }: Asked): boolean {
  return min.amount <= amount && amount <= max.amount;
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

/** Which connection takes a payment, and what a payer may choose from. */

import type { Country } from '#lib/countries.ts';
import { db } from '#lib/db.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import { type Money, minorUnits, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId, operatorsFor } from '#lib/operators/catalogue.ts';
import { PROVIDERS, providerById } from '#lib/providers/index.ts';
import type { Flow, Manifest, ProviderOperator } from '#lib/providers/provider.ts';

type Owner = { merchantId: string; mode: string };

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
 * Connections that can take this operator and currency, best first: the merchant's own before the platform's, then by
 * position, then in the order of the registry. Paused ones are left out.
 */
export async function routesFor(owner: Owner, operator: OperatorId, currency: string): Promise<Route[]> {
  const connections = await usableConnections(owner);
  return connections.flatMap((connection) => {
    const { manifest } = providerById(connection.provider);
    const served = manifest.operators.find((candidate) => candidate.operator === operator);
    const speaks = (manifest.currencies as readonly string[]).includes(currency);
    return served === undefined || !speaks ? [] : [{ connection, manifest, operator: served }];
  });
}

/** The operators of a country for this amount, each with whether it can be used and why not. */
export async function availableOperators(
  owner: Owner,
  country: Country,
  amount: Money,
): Promise<AvailableOperator[]> {
  const connections = await usableConnections(owner);
  return operatorsFor(country).flatMap((id) => {
    const routes = connections.flatMap((connection) => {
      const { manifest } = providerById(connection.provider);
      const served = manifest.operators.find((candidate) => candidate.operator === id);
      const speaks = manifest.currencies.includes(amount.currency);
      return served === undefined || !speaks ? [] : [{ manifest, served }];
    });
    const first = routes[0];
    if (first === undefined) return [];
    const limits = limitsOf(id, first.served, amount);
    const reason = refusal(id, limits, amount);
    const general = OPERATORS[id].dialCode;
    // A menu code does not bring the request back: shown as help it would only confuse.
    const dialCode = first.served.dialCode ?? (general?.use === 'approve' ? general.code : undefined);
    return [
      {
        operator: id,
        available: reason === undefined,
        ...(reason === undefined ? {} : { reason }),
        ...(limits === undefined ? {} : { limits }),
        flow: first.served.flow,
        chosenBy: first.manifest.operatorChosenBy,
        asksPhone: asksPhone(first.served),
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

async function usableConnections({ merchantId, mode }: Owner): Promise<Connection[]> {
  const rows = await db.connection.findMany({
    where: { mode, pausedAt: null, OR: [{ merchantId }, { merchantId: null }] },
  });
  const registry = Object.keys(PROVIDERS);
  const known = rows.filter((row) => registry.includes(row.provider));
  return known.sort(
    (a, b) =>
      Number(a.merchantId === null) - Number(b.merchantId === null) ||
      a.position - b.position ||
      registry.indexOf(a.provider) - registry.indexOf(b.provider),
  );
}

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

/** What a provider says, made fit for the database: a strange byte must not keep a success from being written. */
import type { Observation } from '#lib/providers/provider.ts';

const REFERENCE_LENGTH_MAX = 200;

/**
 * The observation without what PostgreSQL refuses: U+0000, halves of surrogate pairs, over-long references, and amounts
 * beside the money (payer's charge, fee) that are no amounts.
 */
export function storable(seen: Observation): Observation {
  const { providerReference, transactionId, operatorReference, payerCharge, providerFee, ...rest } = seen;
  return {
    ...rest,
    ...text('providerReference', providerReference),
    ...text('transactionId', transactionId),
    ...text('operatorReference', operatorReference),
    ...(payerCharge !== undefined && payerCharge.amount > 0n ? { payerCharge } : {}),
    ...(providerFee !== undefined && providerFee.amount >= 0n ? { providerFee } : {}),
    raw: Object.fromEntries(Object.entries(seen.raw).map(([name, value]) => [clean(name), deep(value)])),
  };
}

function text(name: string, value: string | undefined): Record<string, string> {
  const cleaned = value === undefined ? '' : clean(value).slice(0, REFERENCE_LENGTH_MAX).toWellFormed();
  return cleaned === '' ? {} : { [name]: cleaned };
}

function deep(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(deep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [clean(name), deep(member)]));
}

function clean(value: string): string {
  return value.toWellFormed().replaceAll('\0', '');
}

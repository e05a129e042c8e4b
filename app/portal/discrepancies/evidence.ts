/** What a discrepancy holds as its evidence, read for people: nothing of a payer is in it. */
import { z } from 'zod';
import type { Discrepancy } from '#lib/generated/prisma/client.ts';
import { CURRENCIES, type Money, money } from '#lib/money.ts';
import { shownReference } from '#lib/payments/shown-reference.ts';
import { OUTCOMES, SOURCES } from '#lib/providers/provider.ts';

const plainMoney = z
  .object({ amount: z.number().int(), currency: z.enum(CURRENCIES as readonly [string, ...string[]]) })
  .transform(({ amount, currency }) => money(BigInt(amount), currency as Money['currency'])); // of the enum above

const stored = z.object({
  expected: plainMoney,
  received: plainMoney.optional().catch(undefined),
  transaction_id: z.string().optional().catch(undefined),
  source: z.enum(SOURCES).optional().catch(undefined),
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  provider: z.string().catch(''),
  provider_reference: z.string().nullish().catch(undefined),
  operator_reference: z.string().nullish().catch(undefined),
});
export type Evidence = z.output<typeof stored>;

/** Undefined for evidence of an older form. Numbers of payers that a provider builds into its references are masked. */
export function evidenceOf({ evidence }: Pick<Discrepancy, 'evidence'>): Evidence | undefined {
  const read = stored.safeParse(evidence);
  if (!read.success) return undefined;
  const { provider, transaction_id } = read.data;
  if (transaction_id === undefined) return read.data;
  const shown = shownReference({ provider, providerReference: transaction_id });
  return { ...read.data, transaction_id: shown ?? undefined };
}

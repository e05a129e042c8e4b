import type { db, Tx } from '#lib/db.ts';
import type { Currency } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { Manifest } from '#lib/providers/provider.ts';

/** What a simulated account holds before anything happens, per currency, in minor units. */
const FLOAT = { XOF: 1_000_000n, XAF: 1_000_000n, CDF: 500_000_000n, USD: 200_000n } as const;

/** One purse per account, or one per operator where the manifest says so. */
export function walletsOf({ operators, walletPerOperator }: Manifest): {
  wallet: string;
  operator?: OperatorId;
}[] {
  if (!walletPerOperator) return [{ wallet: 'main' }];
  return operators.map(({ wire, operator }) => ({ wallet: wire, operator }));
}

/** What came in and was not given back, less what went out or is on its way. */
export async function balanceOf(
  client: Tx | typeof db,
  { accountId, currency, operator }: { accountId: string; currency: Currency; operator?: OperatorId },
): Promise<bigint> {
  const [row] = await client.$queryRaw<{ moved: string }[]>`
    SELECT coalesce(sum(CASE
        WHEN kind = 'payment' AND status = 'succeeded' THEN amount * greatest(charges, 1) - fee
        WHEN kind = 'payout' AND status NOT IN ('failed', 'canceled', 'expired') THEN -(amount + fee)
        ELSE 0 END), 0)::text AS moved
    FROM sandbox_transactions WHERE account_id = ${accountId} AND currency = ${currency}
      AND (${operator ?? null}::text IS NULL OR operator = ${operator ?? null})`;
  return FLOAT[currency] + BigInt(row?.moved ?? '0');
}

import type { Tx } from '#lib/db.ts';
import type { Currency, Money } from '#lib/money.ts';
import type { Account, Mode } from './accounts.ts';

export interface AccountBalance {
  account: Account;
  /** What went to the account less what left it; may be below zero. */
  money: Money;
}

/** The books as they stood at a position: the same position always gives the same balances. */
export interface Snapshot {
  /** 0 while nothing is numbered. */
  position: bigint;
  balances: AccountBalance[];
}

interface Scope {
  merchantId: string;
  mode: Mode;
}

interface Row {
  account: Account;
  currency: Currency;
  amount: string;
}

/**
 * What one account holds now, per currency, from every committed posting, numbered or not. For decisions ("may
 * this be paid out?") lock the merchant's balance row first: this reads, it does not reserve.
 */
export async function balanceOf(tx: Tx, account: Account): Promise<Money[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT account, currency, sum(amount)::text AS amount
    FROM (
      SELECT to_account AS account, currency, amount FROM postings WHERE to_account = ${account}
      UNION ALL
      SELECT from_account, currency, -amount FROM postings WHERE from_account = ${account}
    ) AS side
    GROUP BY account, currency ORDER BY currency`;
  return rows.map((row) => toBalance(row).money);
}

/** Every account that a merchant's postings of one mode touch, as it stands now. Their sum is zero. */
export async function balances(tx: Tx, { merchantId, mode }: Scope): Promise<AccountBalance[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT side.account, p.currency, sum(side.amount)::text AS amount
    FROM postings p CROSS JOIN LATERAL (VALUES (p.to_account, p.amount), (p.from_account, -p.amount))
      AS side (account, amount)
    WHERE p.merchant_id = ${merchantId} AND p.mode = ${mode}
    GROUP BY side.account, p.currency ORDER BY side.account, p.currency`;
  return rows.map(toBalance);
}

/**
 * The same up to a position (the last one given, unless told), from numbered postings only: a posting that is
 * committed but not numbered yet would change an answer that was given for the same position before.
 */
export async function snapshot(
  tx: Tx,
  { merchantId, mode, position }: Scope & { position?: bigint },
): Promise<Snapshot> {
  const upTo = position ?? (await lastPosition(tx));
  const rows = await tx.$queryRaw<Row[]>`
    SELECT side.account, p.currency, sum(side.amount)::text AS amount
    FROM postings p CROSS JOIN LATERAL (VALUES (p.to_account, p.amount), (p.from_account, -p.amount))
      AS side (account, amount)
    WHERE p.merchant_id = ${merchantId} AND p.mode = ${mode} AND p.position <= ${upTo}
    GROUP BY side.account, p.currency ORDER BY side.account, p.currency`;
  return { position: upTo, balances: rows.map(toBalance) };
}

async function lastPosition(tx: Tx): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ position: bigint }[]>`
    SELECT coalesce(max(position), 0) AS position FROM postings`;
  return row?.position ?? 0n;
}

function toBalance({ account, currency, amount }: Row): AccountBalance {
  return { account, money: { amount: BigInt(amount), currency } }; // a sum of bigints is a numeric: read as text
}

/**
 * Balances: the checkpoint of an account (fold.ts) and what was posted since, so that none takes longer with millions
 * of postings.
 *
 * Checkpoint and rest are read by two statements, and are right together although postings are numbered and folded in
 * between: what lies up to a position never changes, and the rest is everything after that same position.
 */
import { type Sql, sql, type Tx } from '#lib/db.ts';
import { Prisma } from '#lib/generated/prisma/client.ts';
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

export interface Scope {
  merchantId: string;
  mode: Mode;
}

/**
 * What one account of a merchant holds now, per currency, from every committed posting, numbered or not; of an account
 * that merchants share, this merchant's part. For decisions ("may this be paid out?") lock the merchant's balance row
 * first: this reads, it does not reserve.
 */
export async function balanceOf(
  tx: Tx,
  { account, ...scope }: Scope & { account: Account },
): Promise<Money[]> {
  const all = await balances(tx, scope);
  return all.filter((balance) => balance.account === account).map(({ money }) => money);
}

/** Every account that a merchant's postings of one mode touch, as it stands now. Their sum is zero. */
export async function balances(tx: Tx, scope: Scope): Promise<AccountBalance[]> {
  const { position, sums } = await checkpointOf(tx, scope);
  return together(sums, await moved(tx, scope, [sql`position > ${position}`, sql`position IS NULL`]));
}

/**
 * The same up to a position (the last one given, unless told), from numbered postings only: a posting that is
 * committed but not numbered yet would change an answer that was given for the same position before. A position from
 * before the checkpoint is summed from the beginning.
 */
export async function snapshot(
  tx: Tx,
  { position, ...scope }: Scope & { position?: bigint },
): Promise<Snapshot> {
  const checkpoint = await checkpointOf(tx, scope);
  const upTo = position ?? (await lastPosition(tx));
  const base = checkpoint.position <= upTo ? checkpoint : NOTHING;
  const rest = await moved(tx, scope, [sql`position > ${base.position} AND position <= ${upTo}`]);
  return { position: upTo, balances: together(base.sums, rest) };
}

interface Sum {
  account: Account;
  currency: Currency;
  /** Of bigints a numeric: read as text. */
  amount: string;
}

interface Checkpoint {
  position: bigint;
  sums: Sum[];
}

const NOTHING: Checkpoint = { position: 0n, sums: [] };

/** After the last position folded into any account of a merchant none of its postings is folded. */
async function checkpointOf(tx: Tx, { merchantId, mode }: Scope): Promise<Checkpoint> {
  const sums = await tx.$queryRaw<(Sum & { position: bigint })[]>(sql`
    SELECT account, currency, amount::text AS amount, position FROM ledger_checkpoints
    WHERE merchant_id = ${merchantId} AND mode = ${mode}`);
  let position = 0n;
  for (const sum of sums) if (sum.position > position) position = sum.position;
  return { position, sums };
}

/**
 * One statement, or a posting that is numbered between two would be in neither range; and a scan for each range, since
 * PostgreSQL reads an OR of them from the beginning.
 */
async function moved(tx: Tx, { merchantId, mode }: Scope, ranges: readonly Sql[]): Promise<Sum[]> {
  const scans = ranges.map(
    (range) => sql`SELECT from_account, to_account, amount, currency FROM postings
      WHERE merchant_id = ${merchantId} AND mode = ${mode} AND ${range}`,
  );
  return tx.$queryRaw<Sum[]>(sql`
    SELECT side.account, p.currency, sum(side.amount)::text AS amount
    FROM (${Prisma.join(scans, ' UNION ALL ')}) AS p
      CROSS JOIN LATERAL (VALUES (p.to_account, p.amount), (p.from_account, -p.amount)) AS side (account, amount)
    GROUP BY side.account, p.currency`);
}

async function lastPosition(tx: Tx): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ position: bigint }[]>`
    SELECT coalesce(max(position), 0) AS position FROM postings`;
  return row?.position ?? 0n;
}

/** In the order of accounts, then currencies. */
function together(...parts: readonly (readonly Sum[])[]): AccountBalance[] {
  const held = new Map<string, AccountBalance>();
  for (const { account, currency, amount } of parts.flat()) {
    const key = `${account} ${currency}`;
    const before = held.get(key)?.money.amount ?? 0n;
    held.set(key, { account, money: { amount: before + BigInt(amount), currency } });
  }
  return [...held.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, balance]) => balance);
}

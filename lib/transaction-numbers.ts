import type { Tx } from './db.ts';

/**
 * A number for a transaction of a dialect that names transactions by an integer: unique in the gateway, nine or ten
 * digits, below 2^31. Numbers of rolled-back transactions are not used again.
 */
export async function nextTransactionNumber(tx: Tx): Promise<string> {
  const [row] = await tx.$queryRaw<
    { number: string }[]
  >`SELECT nextval('transaction_numbers')::text AS number`;
  if (row === undefined) throw new Error('The sequence of transaction numbers gave no number.');
  return row.number;
}

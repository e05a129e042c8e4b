/** The books' accounts in words that a shop keeper reads. */
import { type BalanceTexts, balanceTexts } from '#components/portal/balance/texts.ts';
import { fill } from '#components/portal/texts.ts';
import { db } from '#lib/db.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';

/** The merchant's own pots, in the order they are shown. */
export const POTS = ['available', 'payouts', 'surplus', 'suspense'] as const;
export type Pot = (typeof POTS)[number];

/** Which of the merchant's pots an account is; undefined for the others (a provider's, a fee's). */
export function potOf(account: string): Pot | undefined {
  const parts = account.split(':');
  const name = parts[0] === 'merchant' ? parts[3] : parts[0];
  return POTS.find((pot) => pot === name);
}

export type AccountNames = (account: string) => string;

/** Reads the names of the connections that the accounts lie at: the platform's or the merchant's own. */
export async function accountNames(
  merchantId: string,
  accounts: readonly string[],
  locale: Locale,
): Promise<AccountNames> {
  const ids = accounts.flatMap((account) => connectionOf(account) ?? []);
  const connections = await db.connection.findMany({
    where: { id: { in: [...new Set(ids)] }, OR: [{ merchantId: null }, { merchantId }] },
    select: { id: true, name: true },
  });
  const names = new Map(connections.map(({ id, name }) => [id, name]));
  const t = balanceTexts(locale);
  return (account) => nameOf(account, names, t);
}

function nameOf(account: string, names: ReadonlyMap<string, string>, t: BalanceTexts): string {
  const pot = potOf(account);
  if (pot !== undefined) return t[pot];
  if (account.startsWith('fees:gateway:')) return t.gatewayFees;
  const connection = names.get(connectionOf(account) ?? '') ?? t.unknownConnection;
  if (account.startsWith('fees:provider:')) return fill(t.providerFees, { connection });
  const [, , wallet = ''] = account.split(':');
  return fill(t.providerPlace, { connection, wallet: operatorName(wallet) });
}

function connectionOf(account: string): string | undefined {
  const [kind, second, third] = account.split(':');
  if (kind === 'provider') return second;
  return kind === 'fees' && second === 'provider' ? third : undefined;
}

function operatorName(wallet: string): string {
  return Object.hasOwn(OPERATORS, wallet) ? OPERATORS[wallet as OperatorId].name.label : wallet;
}

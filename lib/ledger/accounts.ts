/**
 * The names of accounts. An account belongs to one mode: it is part of its name, or it is the mode of the
 * connection named in it (a connection has one mode for life). Only these constructors make names, so a
 * posting cannot name an account that the table in the README does not know.
 *
 * A balance is what went to an account less what left it. `provider:` accounts are therefore negative while a
 * provider holds our money: money comes into the books from there.
 */
export type Mode = 'test' | 'live';

export type Account =
  | `provider:${string}:${string}`
  | `merchant:${string}:${Mode}:available`
  | `merchant:${string}:${Mode}:payouts`
  | `surplus:${string}:${Mode}`
  | `suspense:${string}:${Mode}`
  | `fees:gateway:${Mode}`
  | `fees:provider:${string}`;

/** One wallet at a provider: money of MTN CM and of Orange CM lie apart at one connection. */
export function providerAccount(connectionId: string, wallet: string): Account {
  return `provider:${part(connectionId)}:${part(wallet)}`;
}

/** What a merchant may pay out. */
export function availableAccount(merchantId: string, mode: Mode): Account {
  return `merchant:${part(merchantId)}:${mode}:available`;
}

/** Set aside for payouts and refunds under way. */
export function payoutsAccount(merchantId: string, mode: Mode): Account {
  return `merchant:${part(merchantId)}:${mode}:payouts`;
}

/** Money that came twice for one payment. */
export function surplusAccount(merchantId: string, mode: Mode): Account {
  return `surplus:${part(merchantId)}:${mode}`;
}

/** Money of another amount or currency than asked for, until a person has looked at it. */
export function suspenseAccount(merchantId: string, mode: Mode): Account {
  return `suspense:${part(merchantId)}:${mode}`;
}

/** What this gateway has earned. */
export function gatewayFeesAccount(mode: Mode): Account {
  return `fees:gateway:${mode}`;
}

/** What a provider keeps for itself, as far as it tells. */
export function providerFeesAccount(connectionId: string): Account {
  return `fees:provider:${part(connectionId)}`;
}

/** A colon inside a part would make one account readable as another. */
function part(text: string): string {
  if (text === '' || text.includes(':')) throw new Error(`"${text}" cannot be part of an account name.`);
  return text;
}

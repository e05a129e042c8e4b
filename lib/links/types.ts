/** The words of a payment link. */
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import type { Money } from '#lib/money.ts';

/** What the payer pays: the link's amount, or one of the payer's own between bounds that may be missing. */
export type LinkAmount =
  | { kind: 'fixed'; money: Money }
  | { kind: 'open'; currency: Money['currency']; min?: bigint; max?: bigint };

/** The most that a number of uses may be; the table's CHECK says the same. */
export const MAX_USES_MAX = 100_000;

/** What its payments say of a link. */
export interface LinkCounts {
  /** Payments that were begun. */
  started: number;
  /** Payments that succeeded: its uses. */
  used: number;
  /** Payments that may still succeed: each keeps one use free. */
  open: number;
  /** What the succeeded ones brought, in minor units, without what operators gave back. */
  volume: bigint;
}

export const NO_COUNTS: LinkCounts = { started: 0, used: 0, open: 0, volume: 0n };

export interface CountedLink {
  link: PaymentLink;
  counts: LinkCounts;
}

/**
 * What the payer's page says, as plain data: built by the page from a payment (app/pay/[id]/checkout-view.ts), drawn by
 * the components of this folder. No text stands here, so the same view is drawn in either language; no `Date` and no
 * `bigint`, so it survives JSON.
 */
import type { ShopBrand } from '#lib/brand.ts';
import type { Country } from '#lib/countries.ts';
import { type Currency, type Money, money } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';

/** Minor units as text. */
export interface MoneyView {
  minor: string;
  currency: Currency;
}

export function moneyView({ amount, currency }: Money): MoneyView {
  return { minor: amount.toString(), currency };
}

export function moneyOf({ minor, currency }: MoneyView): Money {
  return money(BigInt(minor), currency);
}

export interface CheckoutView {
  id: string;
  mode: 'test' | 'live';
  /** Name of the app; `told` is what its program asked to stand on the page (TMoney Online: brand and text). */
  shop: { name: string; brand: ShopBrand; told?: readonly string[] };
  description?: string;
  /** The shop's own reference; of a payment link's payment, one that we made up. */
  reference: string;
  /** Made by a payment link: what it is for stands in `description`, and the way back leads to the link. */
  fromLink?: true;
  amount: MoneyView;
  country: Country;
  state: CheckoutState;
  /** Where the payer leaves to: the shop's page for the outcome, or its site while the money is in question. */
  leave: {
    url: string;
    final: boolean;
    /** The page sends the payer there by itself, after so many seconds. */
    byItselfAfterS?: number;
  };
  canCancel: boolean;
  /** A released attempt that may still bring money: nobody may then say that nothing was taken. */
  stillOpen?: OperatorId;
  /** How long the page may wait before it asks again; absent when nothing can change any more. */
  askAgainMs?: number;
}

/** One attempt, as far as the payer is concerned. */
export interface AttemptView {
  operator: OperatorId;
  /** National form with the middle masked: "90 •• •• 56". Absent where the payer types it on the provider's page. */
  phone?: string;
}

export interface OperatorOption {
  operator: OperatorId;
  /** False where the payer types the number on the provider's page, or pays by card. */
  asksPhone: boolean;
  /** A prompt or a code comes to that number; otherwise a page opens. */
  prompts: boolean;
  unavailable?: 'amount_above' | 'amount_below' | 'decimals' | 'down';
  limits?: { min: MoneyView; max: MoneyView };
}

/** Why the payer has to choose again. */
export type Previous =
  | (AttemptView & { kind: 'failed'; code: FailureCode; limits?: { min: MoneyView; max: MoneyView } })
  /** Given up by the payer while the operator had not answered: the money may still move. */
  | (AttemptView & { kind: 'released' });

export type CheckoutState =
  | {
      kind: 'choose';
      operators: OperatorOption[];
      selected?: OperatorId;
      /** The choice follows from the number, so the page says so. */
      predicted: boolean;
      /** What stands in the number field. */
      phone: string;
      /** The shop's program named the number, and no other one may pay. */
      phoneLocked?: true;
      /** The payer asked this device to keep the account. */
      remembered: boolean;
      previous?: Previous;
      triesLeft: number;
      /** ISO 8601 UTC. */
      expiresAt: string;
    }
  /** A prompt is on its way or on the phone; `sent` is false until the provider has answered our request. */
  | (AttemptView & { kind: 'confirm'; sent: boolean; ussd?: string; showHelp: boolean; canRelease: boolean })
  | (AttemptView & {
      kind: 'otp';
      length?: number;
      ussd?: string;
      /** Codes refused so far. */
      wrong: number;
      triesLeft: number;
      canRelease: boolean;
    })
  /** The provider's own page takes over. */
  | (AttemptView & {
      kind: 'go';
      /** The provider was asked for its page, on the payer's click. */
      left: boolean;
      /** There is a page to go to: false while the provider has not answered, or when its answer was lost. */
      opened: boolean;
      /** A link for the payer's phone, to be shown as a QR code: on a desktop, where the link opens the operator's app. */
      scan?: string;
      canRelease: boolean;
    })
  /** The time to confirm is over and the operator has not said how it ended. */
  | (AttemptView & { kind: 'checking'; nextCheckAt?: string; canRelease: boolean })
  | (AttemptView & { kind: 'unresolved'; references: ReferenceView })
  | (AttemptView & {
      kind: 'succeeded';
      at: string;
      late: boolean;
      surplus: boolean;
      suspense: boolean;
      references: ReferenceView;
      /** What the operator took, its own fee included, when that is more than the amount. */
      charged?: MoneyView;
      /** Given back by the operator after it was received. */
      returned?: MoneyView;
    })
  /** Money of another amount or currency arrived. */
  | (AttemptView & { kind: 'suspense'; references: ReferenceView })
  | {
      kind: 'failed' | 'canceled' | 'expired';
      previous?: Previous;
      /** Absent where no attempt was made: canceled or expired before. */
      code?: FailureCode;
    }
  /** A direct charge between two attempts: only the shop can go on. */
  | { kind: 'shop'; previous?: Previous };

export type CheckoutKind = CheckoutState['kind'];

/** What a payer may quote to customer service. */
export interface ReferenceView {
  operator?: string;
  receipt?: string;
}

/** Problems of a form that was sent; each has a text under `checkout.error`. The URL may carry these and nothing else. */
export const FORM_ERRORS = [
  'operator_missing',
  'operator_mismatch',
  'phone_empty',
  'phone_not_a_number',
  'phone_foreign_country',
  'phone_fixed_line',
  'phone_too_short',
  'phone_too_long',
  'phone_old_ci_number',
  'phone_invalid',
  'phone_locked',
  'otp_empty',
  'otp_format',
  'operator_unavailable',
  'amount_out_of_range',
  'too_many_requests',
  'not_released',
  'not_canceled',
  'cancel_unsure',
  'origin',
  'unexpected',
] as const;
export type FormError = (typeof FORM_ERRORS)[number];

export function isFormError(value: unknown): value is FormError {
  return FORM_ERRORS.some((error) => error === value);
}

/** What was sent last, given back to the form. */
export interface FormEcho {
  operator?: OperatorId;
  /** As typed. */
  phone?: string;
  error?: FormError;
  /** Counts and names for the error's sentence. */
  missing?: number;
  extra?: number;
  suggestion?: string;
  /** Country of a foreign number, as a name or an ISO code. */
  country?: string;
  /** The operator that the number looks like, when it is not the chosen one. */
  likely?: OperatorId;
  /** The device is to keep the account. */
  remember?: true;
}

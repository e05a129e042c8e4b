/** A payment as anyone may see it: shop, amount, time, state and the last two digits (design, API: abuse limits). Pure. */
import { brandOf, type ShopBrand } from '#lib/brand.ts';
import type { Country } from '#lib/countries.ts';
import { type Money, subtractMoney } from '#lib/money.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { currentAttempt } from '#lib/payments/resource.ts';
import type { Mode, PaymentRecord } from '#lib/payments/types.ts';

/** `checked`: the money came, and somebody looks into whether it stays or is for this order. */
export type ReceiptState = 'received' | 'given_back' | 'partly_given_back' | 'checked';

export interface Receipt {
  /** 12 characters. */
  code: string;
  mode: Mode;
  shop: string;
  brand: ShopBrand;
  country: Country;
  money: Money;
  /** When the money was confirmed. */
  at: Date;
  state: ReceiptState;
  /** What the operator gave back to the payer, and what the shop has left of it. */
  givenBack?: { back: Money; left: Money };
  /** Of the number that paid; absent where the payer typed it elsewhere or it was erased. */
  digits?: string;
}

/** Open discrepancies that touch what a receipt promises. A second payment or a stray amount does not. */
const DOUBTS: readonly string[] = ['reversal', 'late_after_cancel'];

/**
 * @param doubts kinds of the payment's open discrepancies
 * @returns undefined for a payment that never succeeded
 */
export function receiptOf(record: PaymentRecord, doubts: readonly string[]): Receipt | undefined {
  const { payment, app } = record;
  if (payment.status !== 'succeeded' || payment.receiptCode === null) return undefined;
  const attempt = currentAttempt(record);
  const digits = attempt && record.attemptPhones[attempt.id]?.replace(/\D/g, '').slice(-2);
  const whole = storedMoney(payment.amount, payment.currency);
  const back = storedMoney(payment.refundedAmount, payment.currency);
  return {
    code: payment.receiptCode,
    mode: payment.mode as Mode, // held to the list by a CHECK
    shop: app.name,
    brand: brandOf(app),
    country: payment.country as Country, // likewise
    money: whole,
    at: payment.completedAt ?? payment.createdAt,
    state: stateOf(whole, back, doubts),
    ...(back.amount > 0n ? { givenBack: { back, left: subtractMoney(whole, back) } } : {}),
    ...(digits ? { digits } : {}),
  };
}

function stateOf(whole: Money, back: Money, doubts: readonly string[]): ReceiptState {
  if (back.amount >= whole.amount) return 'given_back';
  if (back.amount > 0n) return 'partly_given_back';
  return doubts.some((kind) => DOUBTS.includes(kind)) ? 'checked' : 'received';
}

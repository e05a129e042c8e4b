/**
 * My-CoolPay's messages, each written once and used from both ends: the client encodes requests and decodes replies,
 * the server decodes requests and encodes replies. Requests are closed objects (unknown members of a shop are dropped),
 * replies and callbacks are loose (their next new member must not break us).
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  decimalNumber,
  moneyNumber,
  nationalPhone,
  optionalLocale,
  optionalNationalPhone,
  optionalText,
  readable,
  reportedDecimalNumber,
  reportedNationalPhone,
  suggestedNationalPhone,
  text,
  textOrEmpty,
} from '../codecs.ts';

/** Every error, on every route, under whatever HTTP status. */
export const errorReply = z.looseObject({ status: z.literal('error'), message: optionalText });

// ───────────── requests ─────────────

const currency = z.codec(z.string().nullish(), z.literal('XAF').optional(), {
  decode: (wire, ctx) => {
    const word = wire?.trim().toUpperCase() ?? '';
    if (word === 'XAF') return 'XAF' as const;
    if (word === '') return undefined;
    ctx.issues.push({ code: 'custom', input: wire, message: 'Only XAF is accepted' });
    return z.NEVER;
  },
  encode: (value) => value,
});

const transaction = {
  transaction_amount: moneyNumber('XAF'),
  transaction_currency: currency,
  transaction_reason: text,
  app_transaction_ref: text.refine((reference) => reference !== '' && reference.length <= 255),
};

const customer = {
  customer_name: optionalText,
  customer_email: optionalText,
  customer_lang: optionalLocale,
};

/** POST /payin */
export const chargeRequest = readable(
  z.object({ ...transaction, customer_phone_number: nationalPhone('CM'), ...customer }),
);

/** POST /paylink: the payer may change the number on the page, so one that cannot be used is left out. */
export const pageRequest = readable(
  z.object({ ...transaction, customer_phone_number: suggestedNationalPhone('CM'), ...customer }),
);

/** POST /payin/authorize */
export const otpRequest = readable(z.object({ transaction_ref: text, code: text }));

/** POST /checkStatus; with GET the reference stands in the path. */
export const statusRequest = readable(z.object({ transaction_ref: text }));

/** The wallets that money can be sent to. */
export const payOutOperator = z.enum(['MCP', 'CM_MOMO', 'CM_OM']);

/** POST /payout. Newer programs send the private key in a header instead ({@link PRIVATE_KEY_HEADER}). */
export const payOutRequest = readable(
  z.object({
    private_key: optionalText,
    ...transaction,
    transaction_operator: payOutOperator,
    customer_phone_number: optionalNationalPhone('CM'),
    customer_username: optionalText,
    ...customer,
  }),
);

export const PRIVATE_KEY_HEADER = 'X-PRIVATE-KEY';

// ───────────── replies ─────────────

export const chargeReply = z.discriminatedUnion('status', [
  errorReply,
  z.looseObject({
    status: z.literal('success'),
    transaction_ref: text,
    action: z.enum(['PENDING', 'REQUIRE_OTP']),
    ussd: optionalText,
  }),
]);

export const otpReply = z.discriminatedUnion('status', [
  errorReply,
  z.looseObject({ status: z.literal('success'), action: z.literal('PENDING'), ussd: optionalText }),
]);

export const pageReply = z.discriminatedUnion('status', [
  errorReply,
  z.looseObject({
    status: z.literal('success'),
    transaction_ref: text,
    payment_url: z.url({ protocol: /^https?$/ }),
  }),
]);

export const payOutReply = z.discriminatedUnion('status', [
  errorReply,
  z.looseObject({ status: z.literal('success'), transaction_ref: text, message: optionalText }),
]);

export const balanceReply = z.discriminatedUnion('status', [
  errorReply,
  z.looseObject({ status: z.literal('success'), balance: decimalNumber }),
]);

/** What checkStatus and callbacks tell of a transaction. */
const state = {
  app_transaction_ref: text,
  operator_transaction_ref: textOrEmpty,
  transaction_ref: text,
  transaction_type: textOrEmpty,
  transaction_amount: decimalNumber,
  transaction_fees: reportedDecimalNumber,
  transaction_currency: textOrEmpty,
  transaction_operator: textOrEmpty,
  transaction_status: text,
  transaction_reason: textOrEmpty,
  transaction_message: textOrEmpty,
  customer_phone_number: reportedNationalPhone('CM'),
};

export const statusReply = z.discriminatedUnion('status', [
  errorReply,
  z.looseObject({ status: z.literal('success'), ...state }),
]);

export const callback = z.looseObject({ application: text, ...state, signature: text });

const transactionState = z.object(state);
export type TransactionState = z.output<typeof transactionState>;

/**
 * md5 of reference, type, amount, currency, operator and private key, joined without a separator (their guide, II.8).
 * The status is not covered, which is why a signed callback is still followed by a checkStatus.
 *
 * @param amount as it stands in the JSON: PHP receivers rebuild the text from the decoded number, so always the
 *   shortest form
 */
export function sign(state: SignedMembers, amount: string, privateKey: string): string {
  const { transaction_ref, transaction_type, transaction_currency, transaction_operator } = state;
  const signed = transaction_ref + transaction_type + amount + transaction_currency + transaction_operator;
  return createHash('md5')
    .update(signed + privateKey)
    .digest('hex');
}

type SignedMembers = Pick<
  TransactionState,
  'transaction_ref' | 'transaction_type' | 'transaction_currency' | 'transaction_operator'
>;

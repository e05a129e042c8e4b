/**
 * FlexPay's messages, each written once and used from both ends: the client encodes requests and decodes replies, the
 * server decodes requests and encodes replies. Requests are closed objects (unknown members of a shop are dropped),
 * replies and callbacks are loose (their next new member must not break us).
 *
 * Its tables print Merchant and Callbackurl where its examples print merchant and callbackUrl, and programs write
 * callback_url: names are read in any case, with or without underscores, and written as in the examples.
 */
import { z } from 'zod';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import {
  askedDecimal,
  decimalText,
  internationalPhone,
  isWebAddress,
  optionalAddress,
  optionalText,
  readable,
  text,
  textOrEmpty,
} from '../codecs.ts';
import { CHANNELS, OPERATORS } from './codes.ts';

/** The message with its members under their own names; `slips` are misprints of them. */
function anyCase<Schema extends z.ZodObject>(schema: Schema, slips: Readonly<Record<string, string>> = {}) {
  // The schema reads what it can of any members; z.pipe wants that said.
  return z.pipe(
    spelling(schema, slips),
    schema as unknown as z.ZodType<z.output<Schema>, Record<string, unknown>>,
  );
}

/** The same of a request, which must be readable. */
function requestInAnyCase<Schema extends z.ZodObject>(schema: Schema) {
  return z.pipe(spelling(schema), readable(schema));
}

function spelling(schema: z.ZodObject, slips: Readonly<Record<string, string>> = {}) {
  const known = new Map([
    ...Object.keys(schema.shape).map((name): [string, string] => [plain(name), name]),
    ...Object.entries(slips).map(([slip, name]): [string, string] => [plain(slip), name]),
  ]);
  const members = z.record(z.string(), z.unknown());
  return z.codec(members, members, {
    decode: (message) => {
      const renamed = Object.entries(message).map(([name, value]) => [known.get(plain(name)) ?? name, value]);
      // A member under its own name wins over one under a misprint.
      const exact = Object.entries(message).filter(([name]) => Object.hasOwn(schema.shape, name));
      return Object.fromEntries([...renamed, ...exact]);
    },
    encode: (message) => message,
  });
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

// ───────────── members ─────────────

/** "100.0", "0.51": at least one decimal, as every reply and callback in the document has. Shortest inside. */
const amount = z.codec(z.union([z.number(), z.string()]), z.string(), {
  decode: (wire, ctx) => {
    const read = decimalText.safeParse(wire);
    if (read.success) return read.data;
    ctx.issues.push({ code: 'custom', input: wire, message: 'Not a plain decimal number' });
    return z.NEVER;
  },
  encode: (decimal) => (decimal.includes('.') ? decimal : `${decimal}.0`),
});

/** The same, where nothing depends on it: what is missing or no number is left out. */
const reportedAmount = z.codec(z.unknown(), z.string().optional(), {
  decode: (wire) => decimalText.safeParse(wire).data,
  encode: (decimal) => (decimal === undefined ? undefined : z.encode(amount, decimal)),
});

/** FlexPay's own name for a transaction; one of its examples begins with a space. */
const orderNumber = z.codec(z.union([z.string(), z.number(), z.null()]).optional(), z.string().optional(), {
  decode: (wire) => String(wire ?? '').trim() || undefined,
  encode: (value) => value,
});

const reference = text.refine((value) => value !== '' && value.length <= 255);

const currency = z.codec(z.string(), z.enum(['CDF', 'USD']), {
  decode: (wire, ctx) => {
    const word = wire.trim().toUpperCase();
    if (word === 'CDF' || word === 'USD') return word;
    ctx.issues.push({ code: 'custom', input: wire, message: 'CDF or USD' });
    return z.NEVER;
  },
  encode: (value) => value,
});

const type = z.codec(z.union([z.number(), z.string()]), z.enum(['1', '2']), {
  decode: (wire, ctx) => {
    const word = String(wire).trim();
    if (word === '1' || word === '2') return word;
    ctx.issues.push({ code: 'custom', input: wire, message: '1 or 2' });
    return z.NEVER;
  },
  encode: (value) => value,
});

/** Kinshasa, without a summer time. */
const OFFSET_MS = 60 * 60_000;
const PRINTED = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)$/;

/** `DD-MM-YYYY HH:mm:ss`, the time of Kinshasa; ISO in the field. Nothing depends on it: what is no date is left out. */
const createdAt = z.codec(z.unknown(), z.date().optional(), {
  decode: (wire) => {
    const written = String(wire ?? '').trim();
    const iso = written.replace(PRINTED, '$3-$2-$1T$4');
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso)) return undefined;
    const date = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}+01:00`);
    return Number.isNaN(date.getTime()) ? undefined : date;
  },
  encode: (date) =>
    date === undefined
      ? undefined
      : new Date(date.getTime() + OFFSET_MS)
          .toISOString()
          .replace(/^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d).*$/, '$3-$2-$1 $4'),
});

// ───────────── requests ─────────────

/** POST /paymentService */
export const chargeRequest = requestInAnyCase(
  z.object({
    merchant: text,
    type,
    phone: internationalPhone('CD'),
    reference,
    amount: askedDecimal,
    currency,
    callbackUrl: z.string().refine(isWebAddress),
    /** In no document; some programs send it. */
    description: optionalText,
  }),
);

/** POST /merchantPayOutService: the same; the phone receives the money. */
export const payOutRequest = chargeRequest;

/** POST to the card host. The token stands in the body as well, with `Bearer`. */
export const pageRequest = requestInAnyCase(
  z.object({
    authorization: optionalText,
    merchant: text,
    reference,
    amount: askedDecimal,
    currency,
    description: optionalText,
    callback_url: optionalAddress,
    approve_url: optionalAddress,
    cancel_url: optionalAddress,
    decline_url: optionalAddress,
    home_url: optionalAddress,
  }),
);

// ───────────── replies ─────────────

/** Of paymentService, merchantPayOutService and the card host. A bad token is answered without a code. */
export const chargeReply = anyCase(
  z.looseObject({ code: optionalText, message: optionalText, orderNumber, url: optionalText }),
  { messsage: 'message', orderNumer: 'orderNumber', paymentUrl: 'url', redirectUrl: 'url' },
);
export const pageReply = chargeReply;
export const payOutReply = chargeReply;

const transaction = anyCase(
  z.looseObject({
    reference: text,
    orderNumber,
    status: text,
    amount,
    amountCustomer: reportedAmount,
    currency: text,
    createdAt,
    channel: textOrEmpty,
  }),
  { orderNumer: 'orderNumber' },
);
export type TransactionState = z.output<typeof transaction>;

export const statusReply = anyCase(
  z.looseObject({ code: optionalText, message: optionalText, transaction: transaction.nullish() }),
  { messsage: 'message' },
);

/** In no document, and what `balances` holds is not known: an amount by currency, or something that is not read. */
export const balanceReply = anyCase(
  z.looseObject({
    code: optionalText,
    message: optionalText,
    balances: z.union([z.record(z.string(), amount), z.unknown()]).optional(),
  }),
  { messsage: 'message' },
);

/** The same for payments and payouts; unsigned. */
export const callback = anyCase(
  z.looseObject({
    code: text,
    reference,
    provider_reference: textOrEmpty,
    orderNumber,
    amount,
    amountCustomer: reportedAmount,
    phone: textOrEmpty,
    currency: text,
    createdAt,
    channel: textOrEmpty,
  }),
  { orderNumer: 'orderNumber' },
);

/** The operator that a channel names. */
export function operatorOf(channel: string): OperatorId | undefined {
  const word = channel.trim().toLowerCase();
  return Object.hasOwn(CHANNELS, word) ? CHANNELS[word] : undefined;
}

/** The channel of an operator, as replies and callbacks say it. */
export function channelOf(operator: OperatorId): string {
  return OPERATORS.find((served) => served.operator === operator)?.wire ?? '';
}

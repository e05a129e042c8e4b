/**
 * TMoney Online's messages, each written once and used from both ends: the client encodes the session request and the
 * order form and decodes the session and the notification, the server the other way round.
 */
import { z } from 'zod';
import { isCurrency } from '#lib/money.ts';
import {
  internationalPhone,
  isWebAddress,
  optionalLocale,
  optionalText,
  readable,
  text,
  textOrEmpty,
} from '../codecs.ts';
import { CURRENCY_NUMBERS } from './codes.ts';

// ───────────── members ─────────────

const merchantid = text.refine((value) => /^\d{16}$/.test(value));

/** Digits and nothing else, three to ten of them; a program may write `1500.00`. Leading zeros count as digits. */
const amount = z.codec(z.union([z.number(), z.string()]), z.string(), {
  decode: (wire, ctx) => {
    const digits = /^(\d{3,10})(?:\.0{1,2})?$/.exec(String(wire))?.[1];
    const decimal = digits?.replace(/^0+/, '');
    return decimal || refuse(ctx, wire, 'Not an amount of 3 to 10 digits above zero');
  },
  encode: (decimal, ctx) =>
    /^[1-9]\d{2,9}$/.test(decimal) ? decimal : refuse(ctx, decimal, 'An amount has 3 to 10 digits'),
});

/** `952` on the wire; letters are read as well. */
const currency = z.codec(z.union([z.number(), z.string()]), z.enum(['XOF', 'XAF', 'CDF', 'USD']), {
  decode: (wire, ctx) => {
    const written = String(wire).trim().toUpperCase();
    const named = Object.entries(CURRENCY_NUMBERS).find(([, number]) => number === written)?.[0] ?? written;
    return isCurrency(named) ? named : refuse(ctx, wire, 'Not a currency of ours');
  },
  encode: (name) => CURRENCY_NUMBERS[name],
});

/** In characters (document, order form). */
const LENGTHS = {
  brand: 150,
  description: 255,
  accepturl: 150,
  declineurl: 150,
  cancelurl: 150,
  text: 250,
} as const;

const purchaseref = text.refine((value) => value.length >= 1 && value.length <= 250);

/** Written within the document's length; what is read was held against {@link LENGTHS}. */
function limited(lengthMax: number) {
  return z.codec(z.string().optional(), z.string().optional(), {
    decode: (wire) => wire,
    encode: (value, ctx) =>
      (value?.length ?? 0) <= lengthMax ? value : refuse(ctx, value, `Longer than ${lengthMax} characters`),
  });
}

const words = (lengthMax: number) =>
  z.pipe(
    z.codec(z.union([z.string(), z.number(), z.null()]).optional(), z.string().optional(), {
      decode: (wire) => (wire === null || wire === undefined ? undefined : String(wire)),
      encode: (value) => value,
    }),
    limited(lengthMax),
  );
/** Empty is as good as missing: then the merchant's own address counts. */
const address = words(LENGTHS.accepturl).refine((value) => !value || isWebAddress(value));

/** A number that is filled in and locked; one that cannot be used is ignored (`<Unknown>` is sent by some). */
const phone = z.codec(z.unknown(), z.string().optional(), {
  decode: (wire) => TOGO_PHONE.safeParse(wire).data,
  encode: (e164) => (e164 === undefined ? undefined : TOGO_PHONE.encode(e164)),
});
const TOGO_PHONE = internationalPhone('TG');

// ───────────── session ─────────────

const sessionParameters = z.object({ merchantid });

/** GET /online/online.php, its query string without `?`. */
export const sessionRequest = z.pipe(
  queryString(),
  // A query string carries texts alone, and sessionParameters writes nothing else.
  sessionParameters as unknown as z.ZodType<z.output<typeof sessionParameters>, Record<string, string>>,
);

/** Its reply: `OK:` and the session, or `NOK:` and a word. Shops cut it by position: nothing may follow. */
export const sessionReply = z.codec(
  z.string(),
  z.union([z.object({ sessionid: z.string() }), z.object({ error: z.string() })]),
  {
    decode: (wire, ctx) => {
      const [, status, value = ''] = /^(OK|NOK):([\w-]{1,64})\s*$/.exec(wire) ?? [];
      if (status === undefined) return refuse(ctx, wire, 'Neither OK: nor NOK:');
      return status === 'OK' ? { sessionid: value } : { error: value };
    },
    encode: (reply) => ('sessionid' in reply ? `OK:${reply.sessionid}` : `NOK:${reply.error}`),
  },
);

// ───────────── order form ─────────────

const orderMembers = z.object({
  sessionid: text.refine((value) => value !== '' && value.length <= 64),
  merchantid,
  amount,
  currency,
  purchaseref,
  phonennumber: phone,
  brand: words(LENGTHS.brand),
  description: words(LENGTHS.description),
  accepturl: address,
  declineurl: address,
  cancelurl: address,
  text: words(LENGTHS.text),
  language: optionalLocale,
});

/** Whose form it is, also of one that is wrong in another member. */
export const merchantOf = z.object({ merchantid });

/** POST /online/online.php, by the payer's browser. `phonennumber` is spelt in three ways in the field. */
export const order = z.pipe(
  z.codec(z.record(z.string(), z.unknown()), z.record(z.string(), z.unknown()), {
    decode: ({ phonenumber, phone: short, ...fields }) => ({
      ...fields,
      phonennumber: [fields.phonennumber, phonenumber, short].find(
        (value) => phone.decode(value) !== undefined,
      ),
    }),
    encode: (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  }),
  readable(orderMembers, LENGTHS),
);

// ───────────── notification ─────────────

const notificationMembers = z.looseObject({
  purchaseref,
  amount: text,
  currency: text,
  status: text,
  clientid: textOrEmpty,
  cname: textOrEmpty,
  mobile: textOrEmpty,
  paymentref: textOrEmpty,
  payid: textOrEmpty,
  timestamp: optionalText,
  error: textOrEmpty,
});

/** GET to the notification address, its query string without `?`. */
export const notification = z.pipe(
  queryString(),
  // A query string carries texts alone, and notificationMembers writes nothing else.
  notificationMembers as unknown as z.ZodType<z.output<typeof notificationMembers>, Record<string, string>>,
);
export type Notification = z.output<typeof notificationMembers>;

/** What was really paid, in the wire's digits and currency; undefined where either is not understood. */
export function paidOf(message: Pick<Notification, 'amount' | 'currency'>) {
  const digits = z
    .string()
    .regex(/^\d{1,12}(\.0{1,2})?$/)
    .safeParse(message.amount.trim()).data;
  const named = currency.safeParse(message.currency).data;
  if (digits === undefined || named === undefined) return undefined;
  return { digits: digits.replace(/\..*$/, ''), currency: named };
}

/** The merchant's answer to a notification. */
export const acknowledgement = z.literal('OK');

// ───────────── details ─────────────

function queryString() {
  return z.codec(z.string(), z.record(z.string(), z.string()), {
    decode: (query) => Object.fromEntries(new URLSearchParams(query)),
    encode: (parameters) =>
      new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined)).toString(),
  });
}

function refuse(ctx: z.core.ParsePayload, input: unknown, message: string): never {
  ctx.issues.push({ code: 'custom', input, message });
  return z.NEVER;
}

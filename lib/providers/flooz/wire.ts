/**
 * The messages of the Flooz web service, each written once and used from both ends: the client encodes requests and
 * decodes replies, the server decodes requests and encodes replies. Requests are closed objects (unknown members of a
 * shop are dropped), replies and callbacks are loose (their next new member must not break us).
 */
import { z } from 'zod';
import { internationalPhone, moneyText, readable, text, textOrEmpty } from '../codecs.ts';

const numberOrText = z.union([z.number(), z.string()]);

// ───────────── members ─────────────

const REFERENCE_LENGTH_MAX = 255;

/** The shop's reference. */
const reference = text.refine((value) => value !== '' && value.length <= REFERENCE_LENGTH_MAX);

function readCode(wire: unknown): number | undefined {
  const isCode = (typeof wire === 'number' || typeof wire === 'string') && /^\d{1,4}$/.test(String(wire));
  return isCode ? Number(wire) : undefined;
}

function mustReadCode(wire: unknown, ctx: z.core.ParsePayload): number {
  const read = readCode(wire);
  if (read !== undefined) return read;
  ctx.issues.push({ code: 'custom', input: wire, message: 'Not a code' });
  return z.NEVER;
}

/**
 * A code: a number, or its digits. A word or an empty text is none: a program that reads it with `intval()` has 0, and 0
 * means paid (seen in the field).
 */
const code = z.codec(numberOrText, z.number(), { decode: mustReadCode, encode: (value) => value });

/** As {@link code}, written as a text: in a form. */
const codeText = z.codec(numberOrText, z.number(), { decode: mustReadCode, encode: String });

/** A code on which nothing about a payment depends: what is none is left out. */
const reportedCode = z.codec(z.unknown(), z.number().optional(), {
  decode: readCode,
  encode: (value) => value,
});

/** A partner's number in any usual form, as the digits that name the account: 22896000000. */
const partner = z
  .codec(numberOrText, z.string(), {
    decode: (wire) =>
      String(wire)
        .replaceAll(/\D/g, '')
        .replace(/^(?:00)?(?:228)?(\d{8})$/, '228$1'),
    encode: (value) => value,
  })
  .refine((digits) => digits !== '');

// ───────────── requests ─────────────

/** POST to one of {@link DEBIT_PATHS} (codes.ts). There is no description: the payer reads `mrchname`. */
export const debitRequest = readable(
  z.object({
    msisdn: internationalPhone('TG'),
    key: text.refine((key) => key !== ''),
    mrchrefid: reference,
    mrchname: textOrEmpty,
    amount: moneyText('XOF'),
    partnermsisdn: partner,
  }),
);

/** POST to one of VERIFY_PATHS, by the shop's own reference. */
export const verifyRequest = readable(z.object({ mrchrefid: reference, partnermsisdn: partner }));

/** What names the account in both, read before anything else. */
export const accountOf = readable(z.object({ partnermsisdn: partner }));

/** GET to one of TOKEN_PATHS, its query string without `?`. */
export const tokenRequest = z.pipe(
  z.codec(z.string(), z.record(z.string(), z.string()), {
    decode: (query) => Object.fromEntries(new URLSearchParams(query)),
    encode: (parameters) => new URLSearchParams(parameters).toString(),
  }),
  z.object({ index: z.string().regex(/^\d{1,15}$/), username: z.string().min(1), password: z.string() }),
);

// ───────────── replies ─────────────

/** Of a debit, and of everything that is refused. */
export const debitReply = z.looseObject({
  status: code,
  message: textOrEmpty,
  description: textOrEmpty,
  mrorrefid: textOrEmpty,
});

const details = {
  pushussd: textOrEmpty,
  callback: textOrEmpty,
  amount: textOrEmpty,
  mrchreference: textOrEmpty,
  mrchname: textOrEmpty,
  msisdn: textOrEmpty,
  mrorreference: textOrEmpty,
  referenceid: textOrEmpty,
  validationdate: textOrEmpty,
  status: code,
};

/** `status` outside is about the question, never about the payment; `details` is null when nothing is told of it. */
export const verifyReply = z.looseObject({
  status: reportedCode,
  message: textOrEmpty,
  details: z.looseObject(details).nullable(),
});

const transactionState = z.object(details);
export type TransactionState = z.output<typeof transactionState>;

/** A token for the Authorization of one request. */
export const tokenReply = z.looseObject({ key: text.refine((key) => key !== '') });

// ───────────── the callback ─────────────

/** A form, posted to the shop once the payment has ended. Unsigned. `refid` is `referenceid` of verify. */
export const callback = z.looseObject({
  amount: textOrEmpty,
  refid: textOrEmpty,
  mrchrefid: reference,
  msisdn: textOrEmpty,
  status: codeText,
  message: textOrEmpty,
});

/** The shop's answer to it. */
export const callbackReply = z.looseObject({ message: textOrEmpty, code });

/**
 * PayGateGlobal's messages, each written once and used from both ends: the client encodes requests and decodes replies,
 * the server decodes requests and encodes replies. Requests are closed objects (unknown members of a shop are dropped),
 * replies and confirmations are loose (their next new member must not break us).
 */
import { z } from 'zod';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import {
  decimalNumber,
  moneyNumber,
  moneyText,
  nationalPhone,
  optionalAddress,
  optionalText,
  readable,
  suggestedNationalPhone,
  text,
} from '../codecs.ts';
import { NETWORKS, OPERATORS, PAGE_NETWORKS, PAYMENT_METHODS } from './codes.ts';

const numberOrText = z.union([z.number(), z.string()]);

// ───────────── members ─────────────

const IDENTIFIER_LENGTH_MAX = 255;

const identifier = text.refine((value) => value.length >= 1 && value.length <= IDENTIFIER_LENGTH_MAX);
const maybeIdentifier = optionalText.refine((value) => (value?.length ?? 0) <= IDENTIFIER_LENGTH_MAX);

/** An integer on the wire, a text inside: nothing is reckoned with it. */
const txReference = z.codec(numberOrText, z.string(), {
  decode: (wire) => String(wire),
  encode: (reference, ctx) => {
    if (/^\d{1,15}$/.test(reference)) return Number(reference);
    ctx.issues.push({ code: 'custom', input: reference, message: 'tx_reference is an integer' });
    return z.NEVER;
  },
});

/** A code: a number, or its digits. An empty text is none: read as a number it would be 0, which means paid. */
const code = z.codec(numberOrText, z.number(), {
  decode: (wire, ctx) => {
    if (/^\d{1,4}$/.test(String(wire))) return Number(wire);
    ctx.issues.push({ code: 'custom', input: wire, message: 'Not a code' });
    return z.NEVER;
  },
  encode: (value) => value,
});

/** Null while there is none: a payment that is not paid yet has no date and no reference of the operator. */
const textOrNull = z.codec(z.union([z.string(), z.number(), z.null()]).optional(), z.string().nullable(), {
  decode: (wire) => (wire === undefined || wire === null || wire === '' ? null : String(wire)),
  encode: (value) => value,
});

function operatorNamed(wire: string | null | undefined): OperatorId | undefined {
  const name = (wire ?? '').toUpperCase().replaceAll(/[^A-Z]/g, '');
  return Object.hasOwn(NETWORKS, name) ? NETWORKS[name] : undefined;
}

function nameOf(operator: string): string | undefined {
  return OPERATORS.find((served) => served.operator === operator)?.wire;
}

/** FLOOZ or TMONEY; some shops leave it out, and then the number tells. */
const network = z.codec(z.string().nullish(), z.string().optional(), {
  decode: (wire, ctx) => {
    const operator = operatorNamed(wire);
    if (operator !== undefined || wire === undefined || wire === null || wire.trim() === '') return operator;
    ctx.issues.push({ code: 'custom', input: wire, message: 'Not a network' });
    return z.NEVER;
  },
  encode: (operator, ctx) => {
    const name = operator === undefined ? undefined : nameOf(operator);
    if (name !== undefined || operator === undefined) return name;
    ctx.issues.push({ code: 'custom', input: operator, message: 'Not a network of PayGateGlobal' });
    return z.NEVER;
  },
});

/** MOOV or TOGOCEL: on the page the payer can choose, so a name that nobody knows is left out. */
const pageNetwork = z.codec(z.string().nullish(), z.string().optional(), {
  decode: operatorNamed,
  encode: (operator) => (operator === undefined ? undefined : PAGE_NETWORKS[operator as OperatorId]),
});

// ───────────── requests ─────────────

/** POST /api/v1/pay. A shop in the field writes `identifiant`: {@link identifierOf}. */
export const chargeRequest = readable(
  z
    .object({
      auth_token: text,
      phone_number: nationalPhone('TG'),
      amount: moneyNumber('XOF'),
      description: optionalText,
      identifier: maybeIdentifier,
      identifiant: maybeIdentifier,
      network,
    })
    .refine(hasIdentifier, { path: ['identifier'] }),
);

/** POST /api/v1/status */
export const statusRequest = readable(z.object({ auth_token: text, tx_reference: txReference }));

/** POST /api/v2/status */
export const referenceStatusRequest = readable(
  z
    .object({ auth_token: text, identifier: maybeIdentifier, identifiant: maybeIdentifier })
    .refine(hasIdentifier, { path: ['identifier'] }),
);

/** POST /api/v1/disburse */
export const payOutRequest = readable(
  z.object({
    auth_token: text,
    phone_number: nationalPhone('TG'),
    amount: moneyNumber('XOF'),
    reason: optionalText,
    reference: maybeIdentifier,
    network,
  }),
);

/** POST /api/v1/check-balance */
export const balanceRequest = z.object({ auth_token: text });

type Identified = { identifier?: string | undefined; identifiant?: string | undefined };

/** The shop's reference, however it spelt the member; never empty once the request was read. */
export function identifierOf(request: Identified): string {
  return request.identifier ?? request.identifiant ?? '';
}

function hasIdentifier(request: Identified): boolean {
  return identifierOf(request) !== '';
}

/** GET /v1/page, its parameters. The token is that of the other calls, under another name. */
export const pageRequest = z.object({
  token: text,
  amount: moneyText('XOF'),
  description: optionalText,
  identifier,
  url: optionalAddress,
  phone: suggestedNationalPhone('TG'),
  network: pageNetwork,
});

/** The same as a query string, without `?`. */
export const pageLink = z.pipe(
  z.codec(z.string(), z.record(z.string(), z.string().optional()), {
    decode: readLink,
    encode: (parameters) =>
      new URLSearchParams(
        Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
          value === undefined ? [] : [[name, value]],
        ),
      ).toString(),
  }),
  // A link carries texts alone, and pageRequest writes nothing else.
  readable(pageRequest) as unknown as z.ZodType<
    z.output<typeof pageRequest>,
    Record<string, string | undefined>
  >,
);

/**
 * Shops often paste `url` without encoding it, so that its own parameters look like ours. A url with a plain `?` keeps
 * what follows, up to a parameter of ours that has not been seen yet.
 */
function readLink(query: string): Record<string, string> {
  const found = new Map<string, string>();
  let rest = '';
  for (const pair of query.replace(/^\?/, '').split('&')) {
    const name = pair.split('=', 1)[0] ?? '';
    const ours = Object.hasOwn(pageRequest.shape, name) && !found.has(name);
    if (ours && name === 'url' && /^url=https?:\/\/[^?]*\?/i.test(pair)) {
      rest = pair.slice('url='.length);
      found.set('url', rest);
    } else if (rest !== '' && !ours) {
      rest = `${rest}&${pair}`;
      found.set('url', rest);
    } else if (ours) {
      found.set(name, new URLSearchParams(pair).get(name) ?? '');
      rest = '';
    }
  }
  return Object.fromEntries(found);
}

// ───────────── replies ─────────────

/**
 * "Not found" and the like, in any reply. It is looked for before `status`: without this a reply that holds no status at
 * all is taken for paid by a test as loose as `status == 0`. Our own server gives it a status that is not 0.
 */
export const errorReply = z.looseObject({
  error_code: numberOrText.refine((value) => value !== ''),
  error_message: optionalText,
  status: code.optional(),
});

/** Of /pay and /disburse. Refusals come without tx_reference; our server adds a message for the developer. */
export const chargeReply = z.union([
  errorReply,
  z.looseObject({ tx_reference: txReference.nullish(), status: code, error_message: optionalText }),
]);
export const payOutReply = chargeReply;

const state = {
  tx_reference: txReference,
  identifier: optionalText,
  payment_reference: textOrNull,
  status: code,
  datetime: textOrNull,
  payment_method: optionalText,
  amount: decimalNumber.nullish(),
  phone_number: z.union([z.string(), z.number(), z.null()]).optional(),
};

/** Of both versions of the status call: the second names no identifier in the document, and does in the field. */
export const statusReply = z.union([errorReply, z.looseObject(state)]);

const transactionState = z.object(state);
export type TransactionState = z.output<typeof transactionState>;

/** In the field it may carry a status 0. */
export const balanceReply = z.union([
  errorReply,
  z.looseObject({ flooz: decimalNumber, tmoney: decimalNumber, status: code.optional() }),
  z.looseObject({ status: code, error_message: optionalText }),
]);

/** The confirmation: sent once a payment is paid. It names no status and bears no signature. */
export const callback = z.looseObject({
  tx_reference: txReference,
  identifier,
  payment_reference: textOrNull,
  amount: decimalNumber,
  datetime: textOrNull,
  payment_method: optionalText,
  phone_number: z.union([z.string(), z.number(), z.null()]).optional(),
});

/** The operator that a reply names. */
export function operatorOf(paymentMethod: string | undefined): OperatorId | undefined {
  return operatorNamed(paymentMethod);
}

/** `FLOOZ` or `T-Money`, as replies and confirmations say it. */
export function paymentMethod(operator: OperatorId): string | undefined {
  return PAYMENT_METHODS[operator];
}

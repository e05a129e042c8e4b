/**
 * SOFTSYSTEM's messages, each written once and used from both ends: the client encodes the request and decodes replies,
 * the server decodes the request and encodes replies. Names are read in any case, since the document, its tables and the
 * field write them differently, and written as the document's examples print them. All values are strings.
 */
import { z } from 'zod';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import {
  decimalText,
  internationalPhone,
  isWebAddress,
  moneyText,
  optionalText,
  readable,
  text,
  textOrEmpty,
} from '../codecs.ts';
import { CHANNELS, OPERATORS } from './codes.ts';

/** What the real service takes (field); our own server end takes more. */
export const ADDRESS_LENGTH_MAX = 100;
export const PURPOSE_LENGTH_MAX = 50;

// ───────────── names ─────────────

type Members = Record<string, unknown>;

/** Members under the document's spelling; unknown ones stay as they are. */
function spelt(names: Readonly<Record<string, string>>) {
  return z.codec(z.record(z.string(), z.unknown()), z.record(z.string(), z.unknown()), {
    decode: (members) =>
      Object.fromEntries(Object.entries(members).map(([name, value]) => [spellingOf(names, name), value])),
    encode: (members) => members,
  });
}

function spellingOf(names: Readonly<Record<string, string>>, name: string): string {
  // "Numéro", "Client-référence": so the tables print them.
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('-', '_').trim().toLowerCase();
  return Object.hasOwn(names, plain) ? (names[plain] ?? name) : name;
}

/** Plain name → spelling, for the members of a message. */
function spellings(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), name]));
}

// ───────────── members ─────────────

const currency = z.codec(z.string(), z.literal('XOF'), {
  decode: (wire, ctx) => {
    if (wire.trim().toUpperCase() === 'XOF') return 'XOF' as const;
    ctx.issues.push({ code: 'custom', input: wire, message: 'Only XOF is accepted' });
    return z.NEVER;
  },
  encode: (value) => value,
});

/** Read up to what any browser follows; written no longer than the real service takes. */
const address = z.codec(z.string().trim(), z.string(), {
  decode: (wire, ctx) => {
    if (isWebAddress(wire)) return wire;
    ctx.issues.push({ code: 'custom', input: wire, message: 'Not a web address' });
    return z.NEVER;
  },
  encode: (url, ctx) => {
    if (url.length <= ADDRESS_LENGTH_MAX) return url;
    const message = `Is ${url.length} characters long, and SOFTSYSTEM takes ${ADDRESS_LENGTH_MAX}`;
    ctx.issues.push({ code: 'custom', input: url, message });
    return z.NEVER;
  },
});

const orderId = text.refine((value) => /^[0-9A-Za-z]{20,40}$/.test(value));

/** wave, moov, mtn, orange. */
const channel = z.codec(z.string(), z.string(), {
  decode: (wire, ctx) => {
    const operator = operatorOf(wire);
    if (operator !== undefined) return operator;
    ctx.issues.push({ code: 'custom', input: wire, message: 'Not a channel' });
    return z.NEVER;
  },
  encode: (operator, ctx) => {
    const name = channelOf(operator);
    if (name !== undefined) return name;
    ctx.issues.push({ code: 'custom', input: operator, message: 'Not an operator of SOFTSYSTEM' });
    return z.NEVER;
  },
});

/** The operator that a channel names; in the field they come in capitals too. */
export function operatorOf(wire: string): OperatorId | undefined {
  const name = wire.trim().toLowerCase();
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : undefined;
}

export function channelOf(operator: string): string | undefined {
  return OPERATORS.find((served) => served.operator === operator)?.wire;
}

/** Null in some status replies (document). */
const textOrNull = z.codec(z.union([z.string(), z.number(), z.null()]).optional(), z.string().nullable(), {
  decode: (wire) => (wire === undefined || wire === null || wire === '' ? null : String(wire)),
  encode: (value) => value,
});

const purpose = text.refine((value) => value.trim() !== '');

/** `aucun` or `Aucun` stands for no purpose; some text is obligatory. */
const NO_PURPOSE = 'Aucun';

/** A description as `objet`, cut between characters: half a pair would be no text. */
export function purposeOf(description: string): string {
  let purpose = '';
  for (const character of description.trim()) {
    if (purpose.length + character.length > PURPOSE_LENGTH_MAX) break;
    purpose += character;
  }
  return purpose || NO_PURPOSE;
}

/** The other way round, for people. */
export function descriptionOf(purpose: string): string {
  return /^\s*aucun\s*$/i.test(purpose) ? '' : purpose;
}

// ───────────── POST /api/paymentgateway ─────────────

/** The members of the request, in the document's spelling; `client_reference` is the only one that may be missing. */
export const chargeMembers = z.object({
  Montant: moneyText('XOF'),
  Currency: currency,
  error_url: address,
  callback_url: address,
  client_reference: optionalText,
  Canal: channel,
  success_url: address,
  orderId,
  numero: internationalPhone('CI'),
  objet: purpose,
});

export const chargeRequest = z.pipe(
  spelt(spellings(...Object.keys(chargeMembers.shape))),
  readable(chargeMembers),
);

/** Every error, on every route; in the field also under HTTP 200 and 201. */
export const errorReply = z.looseObject({ error: text.refine((value) => value !== '') });

/** `url` is the only member that is always there. */
const accepted = z.looseObject({
  token: optionalText,
  orderId: optionalText,
  http_reponse: optionalText,
  url: z
    .string()
    .trim()
    .pipe(z.url({ protocol: /^https?$/ })),
});

export const chargeReplyMembers = z.union([errorReply, accepted]);

export const chargeReply = z.pipe(
  spelt({ ...spellings('error', 'token', 'orderId', 'http_reponse', 'url'), http_response: 'http_reponse' }),
  // The pipe hands over what `spelt` read from outside, which this schema is there to check.
  chargeReplyMembers as unknown as z.ZodType<z.output<typeof chargeReplyMembers>, Members>,
);

// ───────────── GET /api/getstatusgateway/{orderId}, and the callback ─────────────

const state = {
  montant: decimalText,
  numero: textOrNull,
  objet: textOrEmpty,
  error_url: textOrEmpty,
  success_url: textOrEmpty,
  reseau: textOrEmpty,
  orderId: text,
};

export const stateMembers = z.looseObject({ ...state, status: text });
export const statusReplyMembers = z.union([errorReply, stateMembers]);

export const statusReply = z.pipe(
  spelt(spellings('error', ...Object.keys(stateMembers.shape))),
  statusReplyMembers as unknown as z.ZodType<z.output<typeof statusReplyMembers>, Members>, // as above
);

/** The same with a capital S, as the document prints it. */
export const callbackMembers = z.looseObject({ ...state, Status: text });

export const callback = z.pipe(
  spelt(spellings(...Object.keys(callbackMembers.shape))),
  callbackMembers as unknown as z.ZodType<z.output<typeof callbackMembers>, Members>, // as above
);

const transactionState = z.object(state);
export type TransactionState = z.output<typeof transactionState>;

export function isError(reply: object): reply is z.output<typeof errorReply> {
  return 'error' in reply && reply.error !== null && reply.error !== undefined && reply.error !== '';
}

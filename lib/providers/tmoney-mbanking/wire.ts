/**
 * MBANKING's messages, each written once and used from both ends: the client encodes requests and decodes replies, the
 * server decodes requests and encodes replies. Names are read in any case (its own document and the field disagree) and
 * written as the field does. Requests are closed objects, replies and callbacks are loose.
 */
import { z } from 'zod';
import {
  internationalPhone,
  moneyNumber,
  moneyText,
  optionalText,
  readable,
  reportedDecimalNumber,
  text,
  textOrEmpty,
} from '../codecs.ts';

// ───────────── members ─────────────

const REFERENCE_LENGTH_MAX = 255;

const reference = text.refine((value) => value !== '' && value.length <= REFERENCE_LENGTH_MAX);
const maybeReference = optionalText.refine((value) => (value?.length ?? 0) <= REFERENCE_LENGTH_MAX);

const LOME_TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?$/;

/** `YYYY-MM-DD HH:mm:ss` in Africa/Lome, which is UTC all year. Nothing depends on it: one that cannot be read is left out. */
const lomeTime = z.codec(z.union([z.string(), z.number(), z.null()]).optional(), z.date().optional(), {
  decode: (wire) => {
    const [, day, time] = LOME_TIME.exec(String(wire ?? '').trim()) ?? [];
    const date = new Date(`${day}T${time}Z`);
    // V8 takes 30 February for 2 March.
    return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(`${day}`) ? undefined : date;
  },
  encode: (date) => date?.toISOString().slice(0, 19).replace('T', ' '),
});

/** XOF: an ISO number on the wire; some write letters, and nothing means the only currency there is. */
const currency = z.codec(z.union([z.string(), z.number(), z.null()]).optional(), z.literal('XOF'), {
  decode: (wire, ctx): 'XOF' => {
    const written = String(wire ?? '')
      .trim()
      .toUpperCase();
    if (['', '952', 'XOF'].includes(written)) return 'XOF';
    ctx.issues.push({ code: 'custom', input: wire, message: 'Not XOF' });
    return z.NEVER;
  },
  encode: () => '952',
});

const members = z.record(z.string(), z.unknown());

/** The same message with its names in any case; a name that is spelt right wins over one that is not. */
function inAnyCase<Schema extends z.ZodObject>(schema: Schema) {
  // What the schema reads is a record of anything, whatever its members then make of it.
  return z.pipe(spelling(schema), schema as unknown as z.ZodType<z.output<Schema>, Record<string, unknown>>);
}

/** The same of a request, which must be readable. */
function requestInAnyCase<Schema extends z.ZodObject>(schema: Schema) {
  return z.pipe(spelling(schema), readable(schema));
}

function spelling(schema: z.ZodObject) {
  const names = new Map(Object.keys(schema.shape).map((name) => [name.toLowerCase(), name]));
  return z.codec(members, members, {
    decode: (wire) =>
      Object.fromEntries(
        Object.entries(wire).map(([name, value]) => {
          const known = names.get(name.toLowerCase()) ?? name;
          return [Object.hasOwn(wire, known) ? name : known, value];
        }),
      ),
    encode: (message) => message,
  });
}

/** A query string, without `?`. */
const queryString = z.codec(z.string(), members, {
  decode: (query) => Object.fromEntries(new URLSearchParams(query)),
  encode: (parameters) =>
    new URLSearchParams(
      Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ).toString(),
});

// ───────────── sign-in ─────────────

/** POST /login */
export const loginRequest = requestInAnyCase(z.object({ nomUtilisateur: text, motDePasse: text }));

const loginState = inAnyCase(z.looseObject({ code: text, message: optionalText }));

/** Some programs read `status.code`: our server says both. */
export const loginReply = inAnyCase(
  z.looseObject({
    statut: loginState.optional(),
    status: loginState.optional(),
    data: inAnyCase(z.looseObject({ token: optionalText })).nullish(),
  }),
);

/** The gateway's own refusal, instead of any reply. */
export const faultReply = inAnyCase(
  z.looseObject({
    fault: z.looseObject({
      code: z.union([z.number(), z.string()]).optional(),
      message: z.string().optional(),
      description: z.string().optional(),
    }),
  }),
);

/** A token as it stands in a reply or in `Authorization`: raw, with `Bearer`, with it twice, with more spaces than one. */
export function bareToken(written: string): string {
  return written.trim().replace(/^(?:bearer(?:\s+|$))+/i, '');
}

// ───────────── debit and credit ─────────────

/** POST of a debit and, with the same members, of a credit (version 2). */
export const chargeRequest = requestInAnyCase(
  z.object({
    idRequete: reference,
    numeroClient: internationalPhone('TG'),
    montant: moneyNumber('XOF'),
    refCommande: maybeReference,
    dateHeureRequete: lomeTime,
    description: textOrEmpty,
  }),
);

/** What a refusal must know of a request that is otherwise wrong. */
export const named = inAnyCase(z.object({ idRequete: optionalText }));

/** Of a debit and of a credit; only a credit that is done tells more than the first three. */
export const chargeReply = inAnyCase(
  z.looseObject({
    code: text,
    message: optionalText,
    idRequete: optionalText,
    refTmoney: optionalText,
    typeRequete: optionalText,
    refCommande: optionalText,
    montant: reportedDecimalNumber,
    nomPartenaire: optionalText,
    dateHeureTmoney: lomeTime,
    soldePartenaire: reportedDecimalNumber,
  }),
);

/** GET of a credit, version 1: its members, in the query or in a JSON body. */
export const payOutV1Request = requestInAnyCase(
  z.object({
    merchantid: optionalText,
    agentid: optionalText,
    password: textOrEmpty,
    client: internationalPhone('TG'),
    amount: moneyText('XOF'),
    currency,
    trxcode: optionalText,
    type: optionalText,
    description: textOrEmpty,
    referenceid: reference,
    sms: optionalText,
    email: optionalText,
  }),
);

/** The same in the query string. */
export const payOutV1Query = z.pipe(queryString, payOutV1Request);

/** Who asks, and for what: what a refusal must know of a request that is otherwise wrong. */
export const payOutV1Names = inAnyCase(
  z.object({
    merchantid: optionalText,
    agentid: optionalText,
    password: textOrEmpty,
    referenceid: optionalText,
  }),
);

/** The result of version 1: the reply, and what is posted to the partner. */
export const payOutV1Reply = inAnyCase(
  z.looseObject({
    merchantid: optionalText,
    agentid: optionalText,
    client: optionalText,
    amount: optionalText,
    currency: optionalText,
    referenceid: optionalText,
    result: text,
    transactionid: optionalText,
    message: optionalText,
  }),
);

// ───────────── check and callback ─────────────

/** GET of a check: its query string, without `?`. */
export const statusRequest = z.pipe(queryString, requestInAnyCase(z.object({ idRequete: reference })));

const state = {
  idRequete: text,
  refCommande: optionalText,
  refTmoney: textOrEmpty,
  code: optionalText,
  statutRequete: text,
  message: optionalText,
  montant: reportedDecimalNumber,
  numeroClient: optionalText,
  typeRequete: optionalText,
};

const stateShape = z.object(state);
export type TransactionState = z.output<typeof stateShape>;

/** Of both checks. It lists what it finds; in the field an item has no code. */
export const statusReply = inAnyCase(
  z.looseObject({
    total: z.union([z.number(), z.string()]).optional(),
    message: optionalText,
    data: z.array(
      inAnyCase(
        z.looseObject({
          ...state,
          dateHeureTmoney: lomeTime,
          dateHeureRequete: lomeTime,
          idPartenaire: optionalText,
          nomPartenaire: optionalText,
        }),
      ),
    ),
  }),
);

/** POST to the partner once a debit has ended; unsigned. */
export const callback = inAnyCase(z.looseObject({ ...state, code: text }));

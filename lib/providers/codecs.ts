/**
 * What several dialects share on the wire: decimal amounts, texts that arrive as numbers, phone numbers, and the many
 * forms in which shops and providers send a body.
 *
 * Every codec runs both ways (`z.decode` reads, `z.encode` writes), and reading is more tolerant than writing: amounts
 * come as 1500, "1500" or "1500.00", and leave in the one form that the codec's name tells. A decode never throws, it
 * pushes to `ctx.issues`: a thrown error would escape even `safeDecode` (zod 4.6).
 */
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { type Currency, formatDecimal, isCurrency, type Money, parseDecimal } from '#lib/money.ts';
import { type Country, parseE164, parsePhone } from '#lib/phone.ts';
import { controlIn, hasHalfPair } from '#lib/readable.ts';

/** The largest body that a server end or a callback reads (domain rule 9). */
export const BODY_BYTES_MAX = 64 * 1024;

/** The members of a message, before any schema has seen them. */
export type Fields = Record<string, unknown>;

const numberOrText = z.union([z.number(), z.string()]);
const maybeNumberOrText = z.union([z.string(), z.number(), z.null()]).optional();

// ───────────── amounts ─────────────

/** An amount to pay in the dialect's only currency, written as a JSON number: 1500. Zero and fractions of a unit are refused. */
export function moneyNumber(currency: Currency) {
  return z.codec(numberOrText, moneySchema, {
    decode: (wire, ctx) => readMoney(wire, currency) ?? refuse(ctx, wire, amountMessage(currency)),
    encode: (money, ctx) =>
      exactNumber(writeMoney(money, currency)) ?? refuse(ctx, money, amountMessage(currency)),
  });
}

/** As {@link moneyNumber}, written as a string: "1500", "0.5". */
export function moneyText(currency: Currency) {
  return z.codec(numberOrText, moneySchema, {
    decode: (wire, ctx) => readMoney(wire, currency) ?? refuse(ctx, wire, amountMessage(currency)),
    encode: (money, ctx) => writeMoney(money, currency) ?? refuse(ctx, money, amountMessage(currency)),
  });
}

const moneySchema = z.custom<Money>(
  (value) => typeof value === 'object' && value !== null && 'amount' in value,
);

/** A plain decimal without its currency, in the shortest form ("1500", "0.5"); written as a JSON number. */
export const decimalNumber = z.codec(numberOrText, z.string(), {
  decode: (wire, ctx) => shortestDecimal(wire) ?? refuse(ctx, wire, 'Not a plain decimal number'),
  encode: (decimal, ctx) => exactNumber(decimal) ?? refuse(ctx, decimal, 'Not a number that JSON can carry'),
});

/** As {@link decimalNumber}, written as a string. */
export const decimalText = z.codec(numberOrText, z.string(), {
  decode: (wire, ctx) => shortestDecimal(wire) ?? refuse(ctx, wire, 'Not a plain decimal number'),
  encode: (decimal) => decimal,
});

/** What a shop asks for, read to the letter: a plain decimal without its currency and without blanks. */
export const askedDecimal = z.codec(numberOrText, z.string(), {
  decode: (wire, ctx) =>
    /\s/.test(String(wire))
      ? refuse(ctx, wire, 'Holds a blank')
      : (shortestDecimal(wire) ?? refuse(ctx, wire, 'Not a plain decimal number')),
  encode: (decimal) => decimal,
});

/** As {@link decimalNumber}, where nothing depends on it: what is missing or no number is left out. */
export const reportedDecimalNumber = z.codec(maybeNumberOrText, z.string().optional(), {
  decode: (wire) => (isBlank(wire) ? undefined : shortestDecimal(wire)),
  encode: (decimal) => (decimal === undefined ? undefined : Number(decimal)),
});

/**
 * Joins an amount and its currency as a provider states them.
 *
 * @returns undefined when the currency is not one of ours or the amount is finer than the currency: then the message
 *   as a whole is not understood, and its outcome is `unknown`
 */
export function statedMoney(decimal: string, currency: string): Money | undefined {
  return isCurrency(currency) ? parseDecimal(decimal, currency) : undefined;
}

function readMoney(wire: string | number, currency: Currency): Money | undefined {
  if (isInexact(wire)) return undefined;
  // Blanks are refused like any other sign: " 1500" may be what a form made of "+1500".
  const money = parseDecimal(wire, currency);
  return money === undefined || money.amount === 0n ? undefined : money;
}

/** Undefined for money of another currency: a dialect without a word for it would turn 15 USD into 15 F. */
function writeMoney(money: Money, currency: Currency): string | undefined {
  return money.currency === currency && money.amount > 0n ? formatDecimal(money) : undefined;
}

/** Undefined when a JSON number would round it. */
function exactNumber(decimal: string | undefined): number | undefined {
  const number = Number(decimal);
  return String(number) === decimal ? number : undefined;
}

/** JSON.parse has rounded it already. */
function isInexact(wire: string | number): boolean {
  return typeof wire === 'number' && Math.abs(wire) > Number.MAX_SAFE_INTEGER;
}

function amountMessage(currency: Currency): string {
  return `Must be an amount above zero in ${currency}, without separators and no finer than the currency`;
}

function shortestDecimal(wire: string | number): string | undefined {
  if (isInexact(wire)) return undefined;
  const match = /^0*(\d{1,20})(?:\.(\d{1,20}))?$/.exec(String(wire).trim());
  if (match === null) return undefined;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  return fraction === '' ? (match[1] ?? '') : `${match[1]}.${fraction}`;
}

// ───────────── texts ─────────────

/** A text that some programs send as a number: references, codes. */
export const text = z.codec(numberOrText, z.string(), {
  decode: (wire) => String(wire),
  encode: (value) => value,
});

/** A text that may be missing, null or empty: all three read as undefined, and undefined is not written. */
export const optionalText = z.codec(maybeNumberOrText, z.string().optional(), {
  decode: (wire) => (isBlank(wire) ? undefined : String(wire)),
  encode: (value) => value,
});

/** A text that a message always carries, possibly empty; missing and null read as ''. */
export const textOrEmpty = z.codec(maybeNumberOrText, z.string(), {
  decode: (wire) => (isBlank(wire) ? '' : String(wire)),
  encode: (value) => value,
});

/** `fr` or `en`; other languages and forms ("fr_FR") are read as far as they can be, or left out. */
export const optionalLocale = z.codec(
  z.union([z.string(), z.null()]).optional(),
  z.enum(['fr', 'en']).optional(),
  {
    decode: (wire) => {
      const language = wire?.slice(0, 2).toLowerCase();
      return language === 'fr' || language === 'en' ? language : undefined;
    },
    encode: (value) => value,
  },
);

/** Longer ones are followed by no browser. */
export const ADDRESS_LENGTH_MAX = 2_000;

/** Where a browser is sent, or a callback goes: http or https, and nothing that a page would run (`javascript:`). */
export function isWebAddress(written: string): boolean {
  return written.length <= ADDRESS_LENGTH_MAX && WEB_ADDRESS.safeParse(written).success;
}

const WEB_ADDRESS = z.url({ protocol: /^https?$/ });

/** A web address that may be missing, null or empty; one of another kind is refused, since dropped it would be missed. */
export const optionalAddress = optionalText.refine((value) => value === undefined || isWebAddress(value));

// ───────────── what a shop sends ─────────────

/** What we keep of a text whose length no document gives, in characters. */
export const TEXT_LENGTH_MAX = 500;

/**
 * A request of a shop: as `schema`, and a member that cannot be kept, or would not come back as it was sent, is refused
 * under its name: control characters (line breaks and changes of direction too), halves of surrogate pairs, U+FFFD, which
 * stands where bytes were no UTF-8, and texts that are too long. Members that the schema does not know are dropped unread.
 * Only reading is checked: what a provider takes of ours is its own affair.
 *
 * @param lengths the longest that the document lets a member be, in characters; of others {@link TEXT_LENGTH_MAX}, or
 *   {@link ADDRESS_LENGTH_MAX} where the name ends with `url`
 */
export function readable<Schema extends z.ZodObject>(
  schema: Schema,
  lengths: Readonly<Record<string, number>> = {},
) {
  const names = Object.keys(schema.shape);
  const checked = z.codec(members, members, {
    decode: (message, ctx) => {
      const before = ctx.issues.length;
      for (const name of names) {
        const value = message[name];
        if (typeof value !== 'string') continue;
        const maximum = lengths[name] ?? (/url$/i.test(name) ? ADDRESS_LENGTH_MAX : TEXT_LENGTH_MAX);
        const issue = { input: message, path: [name] };
        if (!isReadable(value)) ctx.issues.push({ ...issue, code: 'custom', message: UNREADABLE_MESSAGE });
        else if (isLonger(value, maximum))
          ctx.issues.push({ ...issue, code: 'too_big', origin: 'string', maximum });
      }
      return ctx.issues.length === before ? message : z.NEVER;
    },
    encode: (message) => message,
  });
  // The schema reads what it can of any members; z.pipe wants that said.
  return z.pipe(checked, schema as unknown as z.ZodType<z.output<Schema>, Fields>);
}

const members = z.record(z.string(), z.unknown());

/** May be stored, searched for and sent back as it is. */
export function isReadable(written: string): boolean {
  return controlIn(written) === undefined && !hasHalfPair(written) && !written.includes('\uFFFD');
}

/** True of a text with more characters. The first comparison spares counting: none has more characters than units. */
export function isLonger(written: string, lengthMax: number): boolean {
  return written.length > lengthMax && [...written].length > lengthMax;
}

/** Of a member that {@link readable} refuses. */
export const UNREADABLE_MESSAGE =
  'ce texte contient des caractères de contrôle (retour à la ligne et sens d’écriture compris) ou n’est pas en UTF-8';

/** What a shop's developer reads about a request that is refused: the first member that is missing or wrong. */
export function fieldMessage(problem: z.ZodError, sentences: Readonly<Record<string, string>>): string {
  const [issue] = problem.issues;
  const field = String(issue?.path[0]);
  if (issue?.message === UNREADABLE_MESSAGE) return `${field} : ${UNREADABLE_MESSAGE}`;
  if (issue?.code === 'too_big') return `${field} : trop long, ${issue.maximum} caractères au plus`;
  return sentences[field] ?? `${field} : valeur absente ou incorrecte`;
}

// ───────────── phone numbers ─────────────

/** E.164 inside, national digits on the wire ("670000789"); reads every usual form, refuses other countries. */
export function nationalPhone(country: Country) {
  return z.codec(numberOrText, z.string(), {
    decode: (wire, ctx) => readPhone(wire, country) ?? refuse(ctx, wire, `Not a mobile number of ${country}`),
    encode: toNational,
  });
}

/** As {@link nationalPhone}, with the country code and without a plus sign on the wire ("22890000789"). */
export function internationalPhone(country: Country) {
  return z.codec(numberOrText, z.string(), {
    decode: (wire, ctx) => readPhone(wire, country) ?? refuse(ctx, wire, `Not a mobile number of ${country}`),
    encode: (e164) => e164.replace(/^\+/, ''),
  });
}

/** A number that may be missing, null or empty; a wrong one is refused. */
export function optionalNationalPhone(country: Country) {
  return z.codec(maybeNumberOrText, z.string().optional(), {
    decode: (wire, ctx) => {
      if (isBlank(wire)) return undefined;
      return readPhone(wire, country) ?? refuse(ctx, wire, `Not a mobile number of ${country}`);
    },
    encode: (e164) => (e164 === undefined ? undefined : toNational(e164)),
  });
}

/** A number to fill in on a page where the payer can change it: one that cannot be used is left out. */
export function suggestedNationalPhone(country: Country) {
  return z.codec(maybeNumberOrText, z.string().optional(), {
    decode: (wire) => (isBlank(wire) ? undefined : readPhone(wire, country)),
    encode: (e164) => (e164 === undefined ? undefined : toNational(e164)),
  });
}

/** A number in a reply or callback: nothing depends on it, so what is not a number of the country passes as it is. */
export function reportedNationalPhone(country: Country) {
  return z.codec(maybeNumberOrText, z.string(), {
    decode: (wire) => (isBlank(wire) ? '' : (readPhone(wire, country) ?? String(wire))),
    encode: toNational,
  });
}

function readPhone(wire: string | number, country: Country): string | undefined {
  const parsed = parsePhone(String(wire), country);
  return parsed.ok ? parsed.phone.e164 : undefined;
}

function toNational(e164: string): string {
  return parseE164(e164)?.national ?? e164;
}

// ───────────── bodies ─────────────

/**
 * The body of a request to a server end: JSON under any or no content type, urlencoded, or multipart. A body on a GET is
 * read and dropped (shops send stale ones).
 *
 * @returns undefined when it is too large, no UTF-8, no object, or in none of these forms; {} when empty
 */
export async function readFields(request: Request): Promise<Fields | undefined> {
  const bytes = await readBytes(request);
  if (request.method === 'GET' || request.method === 'HEAD') return {};
  // Read anyway, a reference would not come back as the shop wrote it.
  return bytes === undefined || !isUtf8(bytes)
    ? undefined
    : parseFields(bytes, request.headers.get('content-type') ?? '');
}

/** As {@link readFields}, for a body that was already received. Numbers in forms stay texts. */
export async function parseFields(
  body: string | Uint8Array,
  contentType: string,
): Promise<Fields | undefined> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (bytes.byteLength > BODY_BYTES_MAX) return undefined;
  if (/^multipart\/form-data/i.test(contentType)) return parseMultipart(bytes, contentType);
  const content = new TextDecoder().decode(bytes).trim();
  if (content === '') return {};
  // JSON goes by its first character: curl labels it as a form unless told otherwise.
  if (/^[[{"]/.test(content) || /json/i.test(contentType)) return parseJsonObject(content);
  return content.includes('=') ? Object.fromEntries(new URLSearchParams(content)) : undefined;
}

async function readBytes(request: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    // Read to its end all the same (the web process limits it): a client that is still sending reads no answer.
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return size <= BODY_BYTES_MAX ? Buffer.concat(chunks) : undefined;
}

async function parseMultipart(bytes: Uint8Array, contentType: string): Promise<Fields | undefined> {
  try {
    const message = new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } });
    const entries = [...(await message.formData())];
    return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
  } catch {
    return undefined;
  }
}

/** Parses a JSON object; undefined for anything else. */
export function parseJsonObject(content: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isBlank(wire: string | number | null | undefined): wire is null | undefined | '' {
  return wire === null || wire === undefined || wire === '';
}

function refuse(ctx: z.core.ParsePayload, input: unknown, message: string): never {
  ctx.issues.push({ code: 'custom', input, message });
  return z.NEVER;
}

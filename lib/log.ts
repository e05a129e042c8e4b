import pino from 'pino';

const HIDDEN = '[redacted]';
const DEPTH_MAX = 8;
const TEXT_LENGTH_MAX = 4_000;

/** Compared without case, `_` and `-`. Includes the names that the providers' dialects use. */
const HIDDEN_KEYS = new Set(
  `phone pin otp password passwd pwd motdepasse authorization proxyauthorization cookie setcookie secret token key
  apikey publickey privatekey secretkey encryptionkey credentials credential signature email mail customer customername
  payer payername msisdn mobile tel telephone numero numeroclient partnermsisdn frommsisdn tomsisdn nomutilisateur
  username raw body rawbody plain sealed evidence xcrosspeer setpassword transactionpin`
    .split(/\s+/)
    .filter(Boolean),
);

/** Any key that ends like this, whatever stands before: customer_phone_number, auth_token, clientSecret. */
const HIDDEN_KEY_PARTS =
  /phonn?e|password|passwd|secret|token|credential|msisdn|privatekey|email|authorization/;

const TEXT_PATTERNS: readonly [RegExp, string][] = [
  [/\b(sk_(?:test|live)_|whsec_)[A-Za-z0-9+/=_-]+/g, `$1${HIDDEN}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, HIDDEN],
  [/(?<!\d)(?:\+|00)?(?:228\d{8}|225\d{10}|237\d{9}|243\d{9})(?!\d)/g, HIDDEN],
  [/\+(?:228|225|237|243)(?:[\s.\u00a0\u202f-]?\d){8,10}(?!\d)/g, HIDDEN],
];

/** The words of an error code are worth reading; a one-time code is not. */
const READABLE_CODE = /^(?:[A-Za-z]+(?:[_-][A-Za-z]+)*|P\d{4})$/;

/**
 * One logger that knows what must not be written: values are hidden by the name of their key at any depth, and texts
 * are searched for numbers of our four countries, our own keys, bearer tokens, mail addresses and query strings.
 * Not covered: a PIN, a name or a number without its country code in the middle of a sentence. Log fields, not
 * sentences.
 */
export const log: pino.Logger = createLog();

/**
 * An address for the log: no user, no value of a parameter whose name or look is secret (dialects carry credentials
 * and phones in query strings), no callback token. Anything that is not an address is treated as text.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url, 'http://relative.invalid')) return redactText(url);
  const parsed = new URL(url, 'http://relative.invalid');
  const query = [...parsed.searchParams].map(
    ([name, value]) => `${encodeURIComponent(name)}=${isHidden(name, value) ? HIDDEN : redactText(value)}`,
  );
  const origin = parsed.host === 'relative.invalid' ? '' : `${parsed.protocol}//${parsed.host}`;
  const path = parsed.pathname.replace(/(\/callbacks\/[^/]+\/)[^/]+/, `$1${HIDDEN}`);
  return origin + redactText(path) + (query.length === 0 ? '' : `?${query.join('&')}`);
}

/** Hides what can be recognised by its look alone. */
export function redactText(text: string): string {
  const short = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
  return TEXT_PATTERNS.reduce((result, [pattern, shown]) => result.replace(pattern, shown), short);
}

/** Makes a logger with the same redaction; tests give it their own destination. */
export function createLog(destination?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level: levelNow(),
    serializers: { err: (value: unknown) => value },
    formatters: {
      level: (label) => ({ level: label }),
      bindings: (bindings) => redactFields(bindings),
      log: (fields) => redactFields(fields),
    },
    hooks: {
      logMethod(args, method) {
        const [first, ...rest] = args as unknown[];
        // pino would copy an error's message into the line as it is.
        const safe =
          first instanceof Error && rest.length === 0 ? [{ err: first }, first.message] : [first, ...rest];
        method.apply(
          this,
          safe.map((arg) => (typeof arg === 'string' ? redactString(arg) : arg)) as typeof args,
        );
      },
    },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return redactChildren(logger);
}

/** pino's `bindings` formatter sees those of the root only; children inherit this method. */
function redactChildren(logger: pino.Logger): pino.Logger {
  const makeChild = logger.child;
  logger.child = function child<Levels extends string>(
    this: pino.Logger,
    bindings: pino.Bindings,
    options?: pino.ChildLoggerOptions<Levels>,
  ): pino.Logger<Levels> {
    return Reflect.apply<pino.Logger, [pino.Bindings, typeof options], pino.Logger<Levels>>(makeChild, this, [
      redactFields(bindings),
      options,
    ]);
  };
  return logger;
}

/** Read here and not through env(), which refuses unknown levels: a log must work when the environment is wrong. */
function levelNow(): string {
  const level = process.env.LOG_LEVEL ?? '';
  return level === 'silent' || Object.hasOwn(pino.levels.values, level) ? level : 'info';
}

/** Fields as the log would show them, for other places that people read. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, { depth: 0, above: new Set() });
}

type Place = { readonly depth: number; readonly above: ReadonlySet<object> };

function redactObject(object: object, place: Place): Record<string, unknown> {
  const entries = Object.entries(object).map(
    ([key, value]) => [key, redactField(key, value, place)] as const,
  );
  return Object.fromEntries(entries);
}

function redactField(key: string, value: unknown, place: Place): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  return isHidden(key, value) ? HIDDEN : redactValue(value, place);
}

function redactValue(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return redactString(value);
  if (typeof value === 'bigint' || typeof value === 'number') {
    const text = String(value);
    return redactText(text) === text ? (typeof value === 'bigint' ? text : value) : HIDDEN;
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? value : undefined;
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (place.depth >= DEPTH_MAX || place.above.has(value)) return '[cut]';
  const below = { depth: place.depth + 1, above: new Set([...place.above, value]) };
  if (value instanceof Error) return redactError(value, below);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => redactValue(item, below));
  if (value instanceof Map) return redactObject(Object.fromEntries(value), below);
  if (value instanceof URL) return redactUrl(value.href);
  return redactObject(value, below);
}

function redactError(error: Error, place: Place): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    ...redactObject(error, place),
    type: name,
    message: redactString(message),
    ...(stack !== undefined && { stack: redactString(stack) }),
    ...(cause !== undefined && { cause: redactValue(cause, place) }),
  };
}

/** A text, its addresses included: their query strings are read parameter by parameter. */
function redactString(text: string): string {
  return redactText(text.replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, (url) => redactUrl(url)));
}

function isHidden(key: string, value: unknown): boolean {
  const plain = key.toLowerCase().replace(/[_-]/g, '');
  if (plain === 'code') return !READABLE_CODE.test(String(value));
  return HIDDEN_KEYS.has(plain) || HIDDEN_KEY_PARTS.test(plain);
}

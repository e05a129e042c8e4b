/**
 * What a well-formed request means for this app: the rules that a schema cannot hold because they need the app's
 * country, the mode, or two members at once. Every broken rule is told, each at its member.
 */
import { type Country, isCountry } from '#lib/countries.ts';
import { AppError, type ErrorCode, type FieldError } from '#lib/errors.ts';
import { type Currency, money } from '#lib/money.ts';
import { COUNTRIES, OPERATORS, type OperatorId, operatorsFor } from '#lib/operators/catalogue.ts';
import type { NewPayment } from '#lib/payments/create.ts';
import { type Phone, parsePhone } from '#lib/phone.ts';
import { takesAmount } from '#lib/routing/amount-range.ts';
import { timings } from '#lib/timings.ts';
import { webhookAddressProblem } from '#lib/webhooks/address.ts';
import { amountSentence } from './amount-sentence.ts';
import type { Caller } from './authenticate.ts';
import { phoneSentence } from './phone-sentence.ts';
import type { CreatePaymentRequest } from './schemas.ts';

/** An attempt as the shop asks for it; without a phone where the operator has a page of its own. */
export interface Charge {
  operator: OperatorId;
  country: Country;
  phone?: Phone;
}

interface Finding extends FieldError {
  code: ErrorCode;
}

/**
 * Reads a create request.
 *
 * @returns the payment, and the charge when it is a direct one
 * @throws AppError request_invalid; or, when everything that is wrong is of one kind, that kind's own code
 */
export function readNewPayment(
  body: CreatePaymentRequest,
  { app, scope }: Pick<Caller, 'app' | 'scope'>,
): { payment: NewPayment; charge?: Charge } {
  const findings: Finding[] = [];
  const country = body.country ?? homeCountry(app.country);
  findings.push(...checkCurrency(body, country), ...checkUrls(body, scope.mode), ...checkPassthrough(body));
  findings.push(...checkExpiry(body), ...checkDirect(body));
  const charge =
    body.operator === undefined ? undefined : readCharge(body.operator, body.phone, { country, findings });
  const customerPhone = readPhone(body.customer?.phone, { country, path: 'customer.phone', findings });
  if (findings.length > 0) throw refusal(findings);

  const { customer } = body;
  const payment: NewPayment = {
    money: money(BigInt(body.amount), body.currency),
    reference: body.reference,
    country,
    hosted: charge === undefined,
    ...defined({
      description: body.description,
      customer:
        customer === undefined
          ? undefined
          : defined({ name: customer.name, email: customer.email, phone: customerPhone }),
      locale: customer?.locale,
      attemptsMax: body.attempts_max,
      successUrl: body.success_url,
      cancelUrl: body.cancel_url,
      failureUrl: body.failure_url,
      callbackUrl: body.callback_url,
      metadata: body.metadata,
      passthrough: body.passthrough,
      expiresInMs: body.expires_in === undefined ? undefined : body.expires_in * 1000,
    }),
  };
  return charge === undefined ? { payment } : { payment, charge };
}

/** Reads `{operator, phone}` for a payment of a known country. Throws like readNewPayment. */
export function readNewCharge(
  body: { operator: OperatorId; phone?: string | undefined },
  country: Country,
): Charge {
  const findings: Finding[] = [];
  const charge = readCharge(body.operator, body.phone, { country, findings });
  if (findings.length > 0) throw refusal(findings);
  return charge;
}

/** Of several findings of different kinds no single code would be true. */
export function refusal(findings: readonly Finding[]): AppError {
  const [first] = findings;
  const codes = new Set(findings.map((finding) => finding.code));
  const code = first !== undefined && codes.size === 1 ? first.code : 'request_invalid';
  const sentence = first === undefined ? '' : `${first.path}: ${first.message}`;
  return new AppError(code, sentence, { errors: findings.map(({ path, message }) => ({ path, message })) });
}

function homeCountry(country: string): Country {
  if (!isCountry(country)) throw new Error(`an app is stored with the country ${country}`);
  return country;
}

function checkCurrency(body: CreatePaymentRequest, country: Country): Finding[] {
  const currencies: readonly Currency[] = COUNTRIES[country].currencies;
  if (!currencies.includes(body.currency)) {
    const message = `Is not paid with in ${country}. Use ${currencies.join(' or ')}, or name another country.`;
    return [{ code: 'currency_unsupported', path: 'currency', message }];
  }
  return checkAmount(body, country);
}

/** An amount that no operator of the country takes would make a page on which nobody can pay. */
function checkAmount(
  { amount, currency }: { amount: number; currency: Currency },
  country: Country,
): Finding[] {
  const wanted = money(BigInt(amount), currency);
  if (takesAmount(country, wanted)) return [];
  return [{ code: 'amount_out_of_range', path: 'amount', message: amountSentence(country, wanted) }];
}

/** A direct charge needs to know where to ask; a phone alone does not say it, since numbers are portable. */
function checkDirect(body: CreatePaymentRequest): Finding[] {
  if (body.phone === undefined || body.operator !== undefined) return [];
  const message =
    'Required with phone for a direct charge (GET /operators/predict?phone= guesses it). For a hosted payment leave ' +
    'phone out; customer.phone fills in the page.';
  return [{ code: 'request_invalid', path: 'operator', message }];
}

type Reading = { country: Country; findings: Finding[] };

function readCharge(operator: OperatorId, phone: string | undefined, { country, findings }: Reading): Charge {
  const { country: home } = OPERATORS[operator];
  if (home !== country) {
    const known = operatorsFor(country).join(', ');
    const message = `Is an operator of ${home}; this payment is in ${country}. Use one of ${known}.`;
    findings.push({ code: 'operator_unsupported', path: 'operator', message });
    return { operator, country };
  }
  const parsed = readPhone(phone, { country, path: 'phone', findings });
  return parsed === undefined ? { operator, country } : { operator, country, phone: parsed };
}

function readPhone(
  written: string | undefined,
  { country, path, findings }: Reading & { path: string },
): Phone | undefined {
  if (written === undefined) return undefined;
  const parsed = parsePhone(written, country);
  if (parsed.ok) return parsed.phone;
  findings.push({ code: 'phone_invalid', path, message: phoneSentence(parsed.problem, country) });
  return undefined;
}

const URL_MEMBERS = ['success_url', 'cancel_url', 'failure_url', 'callback_url'] as const;
/** What we add to return addresses ourselves. */
const RETURN_PARAMETERS: readonly string[] = ['payment_id', 'reference', 'status', 'timestamp', 'signature'];
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** https everywhere; on this machine alone http, for a developer's own server, never with live money. */
function checkUrls(body: CreatePaymentRequest, mode: 'test' | 'live'): Finding[] {
  return URL_MEMBERS.flatMap((path) => {
    const written = body[path];
    if (written === undefined) return [];
    const { protocol, hostname } = new URL(written);
    const local = LOOPBACK.includes(hostname);
    const invalid = (message: string): Finding[] => [{ code: 'request_invalid', path, message }];
    if (local && mode === 'live')
      return invalid('Is an address of this machine only. Live payments need a public one.');
    if (path === 'callback_url') {
      const problem = webhookAddressProblem(written, mode);
      return problem === undefined ? [] : invalid(problem);
    }
    if (protocol !== 'https:' && !local) return invalid('Must begin with https://.');
    const ours = RETURN_PARAMETERS.find((name) => new URL(written).searchParams.has(name));
    return ours === undefined ? [] : invalid(`May not carry '${ours}' in its query: we add it ourselves.`);
  });
}

function checkPassthrough(body: CreatePaymentRequest): Finding[] {
  const returnUrls = [body.success_url, body.cancel_url, body.failure_url].filter((url) => url !== undefined);
  const taken = new Set(returnUrls.flatMap((url) => [...new URL(url).searchParams.keys()]));
  const invalid = (path: string, message: string): Finding => ({ code: 'request_invalid', path, message });
  return Object.keys(body.passthrough ?? {}).flatMap((name) => {
    if (RETURN_PARAMETERS.includes(name)) {
      return [invalid(`passthrough.${name}`, `We add '${name}' ourselves. Choose another name.`)];
    }
    if (!taken.has(name)) return [];
    return [
      invalid(
        `passthrough.${name}`,
        `Stands in a return address already. Choose another name or remove it there.`,
      ),
    ];
  });
}

function checkExpiry({ expires_in: seconds }: CreatePaymentRequest): Finding[] {
  if (seconds === undefined) return [];
  const { expiresInMinMs, expiresInMaxMs } = timings();
  const [min, max] = [Math.ceil(expiresInMinMs / 1000), Math.floor(expiresInMaxMs / 1000)];
  if (seconds >= min && seconds <= max) return [];
  return [{ code: 'request_invalid', path: 'expires_in', message: `Must be ${min} to ${max} seconds.` }];
}

/** Leaves out what is undefined: optional members are absent, not present and undefined. */
function defined<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  // A cast because fromEntries forgets the names.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

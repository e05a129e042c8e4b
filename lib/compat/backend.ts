/**
 * The gateway itself as a Backend: a shop that speaks a provider's dialect makes real payments here. Every rule about
 * payments stays in lib/payments; this only translates.
 */
import { db } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { CompatTransaction } from '#lib/generated/prisma/client.ts';
import { availableAccount } from '#lib/ledger/accounts.ts';
import { type AccountBalance, balanceOf, balances } from '#lib/ledger/balance.ts';
import { type Currency, type Money, money } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { predictOperator } from '#lib/operators/predict.ts';
import { authorizePayment } from '#lib/payments/authorize.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { type CreateOptions, createPayment, type NewPayment } from '#lib/payments/create.ts';
import { submitPayment } from '#lib/payments/submit.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from '#lib/payments/types.ts';
import { type Phone, parseE164 } from '#lib/phone.ts';
import { isLonger, isReadable, isWebAddress, TEXT_LENGTH_MAX } from '#lib/providers/codecs.ts';
import type {
  Backend,
  Refusal,
  ServerAccount,
  ServerPaymentRequest,
  ServerResult,
  ServerTransaction,
  WalletBalance,
} from '#lib/providers/provider.ts';
import { connectionStore } from '#lib/routing/connection-store.ts';
import { availableOperators, widestOf } from '#lib/routing/connections.ts';
import { type Dialect, dialectBehind, findDialectAccount } from './accounts.ts';
import { orRefused, refuse, refuseAmount, refusePrompt } from './refusals.ts';
import {
  type Found,
  findCompatTransaction,
  insertCompatTransaction,
  pageUrl,
  serverTransaction,
} from './transactions.ts';

/** The gateway; several backends may run at once over one database. */
export function compatBackend({ deps = productionDeps() }: { deps?: Deps } = {}): Backend {
  return {
    now: () => deps.clock.now(),
    findAccount: (provider, credential) => findDialectAccount(provider, credential),
    createPayment: (account, request) =>
      orRefused(request.locale, async () => charge(await asked(account, request), deps)),
    createPage: (account, request) =>
      orRefused(request.locale, async () => openPage(await asked(account, request), deps)),
    confirmOtp: (account, by) => confirmOtp(account, by, deps),
    findTransaction: async (account, by) => {
      const dialect = await dialectBehind(account.id);
      const found = await findCompatTransaction(dialect, by);
      return found === undefined ? undefined : serverTransaction(found, dialect.manifest);
    },
    // Money leaves through this gateway in a later version: refused, and nothing is created.
    createPayOut: async () => refuse('payouts_unavailable'),
    balances: tellBalances,
    store: (account) => connectionStore(account.id, deps.clock),
  };
}

/** A request, made ready: who asks, what follows from the number. */
interface Asked {
  account: ServerAccount;
  dialect: Dialect;
  request: ServerPaymentRequest;
  phone: Phone | undefined;
  operator: OperatorId | undefined;
}

async function asked(account: ServerAccount, request: ServerPaymentRequest): Promise<Asked> {
  const dialect = await dialectBehind(account.id);
  const parsed = request.phone === undefined ? undefined : parseE164(request.phone);
  const phone = parsed?.country === dialect.manifest.country ? parsed : undefined;
  return {
    account,
    dialect,
    request,
    phone,
    operator: request.operator ?? (phone === undefined ? undefined : predictOperator(phone)),
  };
}

// ───────────── the payer's phone ─────────────

async function charge(asking: Asked, deps: Deps): Promise<ServerResult<ServerTransaction>> {
  const { dialect, request, phone, operator } = asking;
  const { locale } = request;
  const problem = requestProblem(asking);
  if (problem !== undefined) return refuse(problem, locale);
  if (phone === undefined) return refuse('phone_invalid', locale);
  if (operator === undefined) return refuse('operator_unsupported', locale);
  // Refused before anything exists: a payment that cannot be charged would only occupy its reference.
  const unserved = await operatorProblem(asking, [operator], ['push', 'otp']);
  if (unserved !== undefined) return unserved;

  const { row, record } = await create(asking, { hosted: false, attemptsMax: 1 }, deps);
  const submitted = await submitOrCancel(record, { operator, phone }, deps);
  return { ok: true, value: await serverTransaction({ row, record: submitted }, dialect.manifest) };
}

/** What is refused only now (a limit reached meanwhile) leaves no payment open that nobody can pay. */
async function submitOrCancel(
  { payment }: PaymentRecord,
  by: { operator: OperatorId; phone: Phone },
  deps: Deps,
): Promise<PaymentRecord> {
  try {
    return await submitPayment({ paymentId: payment.id, ...by }, deps);
  } catch (error) {
    if (error instanceof AppError) await cancelPayment({ paymentId: payment.id, by: 'merchant' }, deps);
    throw error;
  }
}

async function confirmOtp(
  account: ServerAccount,
  by: { providerReference: string; code: string },
  deps: Deps,
): ReturnType<Backend['confirmOtp']> {
  const dialect = await dialectBehind(account.id);
  const found = await findCompatTransaction(dialect, { providerReference: by.providerReference });
  if (found === undefined) return { ok: false, refusal: 'not_found', message: 'Transaction inconnue' };
  const paymentId = found.record.payment.id;
  try {
    const record = await authorizePayment({ paymentId, code: by.code }, deps);
    return { ok: true, value: await serverTransaction({ row: found.row, record }, dialect.manifest) };
  } catch (error) {
    const said = error instanceof AppError ? CODE_PROBLEMS[error.code] : undefined;
    if (said === undefined) throw error;
    return { ok: false, ...said };
  }
}

const CODE_PROBLEMS: Partial<
  Record<string, { refusal: 'otp_invalid' | 'otp_not_expected'; message: string }>
> = {
  otp_invalid: { refusal: 'otp_invalid', message: 'Code incorrect ou expiré' },
  otp_tries_exhausted: {
    refusal: 'otp_invalid',
    message: 'Code incorrect trop de fois : la transaction a échoué',
  },
  otp_not_expected: { refusal: 'otp_not_expected', message: 'Aucun code n’est attendu' },
};

// ───────────── our page ─────────────

async function openPage(
  asking: Asked,
  deps: Deps,
): Promise<ServerResult<{ transaction: ServerTransaction; url: string }>> {
  const { dialect, request } = asking;
  const { manifest } = dialect;
  const problem = requestProblem(asking) ?? undeclaredReturn(asking);
  if (problem !== undefined) return refuse(problem, request.locale);
  const offered =
    request.operator === undefined ? manifest.operators.map(({ operator }) => operator) : [request.operator];
  const unserved = await operatorProblem(asking, offered, ['push', 'otp', 'redirect', 'form']);
  if (unserved !== undefined) return unserved;

  const found = await create(asking, { hosted: true }, deps);
  const transaction = await serverTransaction(found, manifest);
  return { ok: true, value: { transaction, url: pageUrl(found.record.payment.id) } };
}

/** Whoever can edit a link could send the payer of a real payment to a page of their own. */
function undeclaredReturn({ dialect, request }: Asked): Refusal | undefined {
  if (request.returnUrlsFrom === 'shop') return undefined;
  const urls = Object.values(request.returnUrls ?? {}).filter((url) => url !== undefined);
  const declared = urls.every(
    (url) => URL.canParse(url) && dialect.app.declaredOrigins.includes(new URL(url).origin),
  );
  return declared ? undefined : 'return_url_undeclared';
}

// ───────────── both ─────────────

const REFERENCE_LENGTH_MAX = 255;

function requestProblem({ dialect, request }: Asked): Refusal | undefined {
  const { reference, money: asking } = request;
  if (!dialect.manifest.currencies.includes(asking.currency)) return 'currency_unsupported';
  if (asking.amount <= 0n) return 'amount_invalid';
  // Server ends have checked all this before, and told which member it is; here no new one of them can forget to.
  if (reference === '' || reference.length > REFERENCE_LENGTH_MAX || !isReadable(reference)) {
    return 'reference_invalid';
  }
  if (!textsOf(request).every(isReadable) || isLonger(request.description, TEXT_LENGTH_MAX)) {
    return 'text_invalid';
  }
  const addresses = [request.callbackUrl, ...Object.values(request.returnUrls ?? {})];
  return addresses.every((url) => url === undefined || isWebAddress(url)) ? undefined : 'address_invalid';
}

/** Everything that the shop wrote freely. */
function textsOf({ description, customer, passthrough, details }: ServerPaymentRequest): string[] {
  const written = [customer, passthrough, details].flatMap((members) => Object.entries(members ?? {}).flat());
  return [description, ...written].filter((value) => typeof value === 'string');
}

/** Undefined when at least one of the operators can be asked for this money now. */
async function operatorProblem(
  { dialect, request }: Asked,
  operators: readonly OperatorId[],
  flows: readonly string[],
): Promise<ReturnType<typeof refuse> | undefined> {
  const { manifest, scope } = dialect;
  const spoken = manifest.operators.map(({ operator }) => operator);
  const served = (await availableOperators(scope, manifest.country, request.money)).filter(
    ({ operator }) => operators.includes(operator) && spoken.includes(operator),
  );
  const offers = served.filter(({ flow }) => flows.includes(flow));
  const [first] = offers;
  if (first === undefined) {
    return served.some(({ available }) => available)
      ? refusePrompt(request.locale)
      : refuse('operator_unsupported', request.locale);
  }
  if (offers.some(({ available }) => available)) return undefined;
  if (first.reason === 'down') return refuse('operator_unavailable', request.locale);
  if (first.reason === 'decimals') return refuse('amount_invalid', request.locale);
  const limits = widestOf(offers.flatMap((offer) => offer.limits ?? []));
  return limits === undefined
    ? refuse('amount_out_of_range', request.locale)
    : refuseAmount(limits, request.locale);
}

async function create(
  asking: Asked,
  how: { hosted: boolean; attemptsMax?: number },
  deps: Deps,
): Promise<Found> {
  const { dialect, request } = asking;
  let row: CompatTransaction | undefined;
  const alongside: CreateOptions['alongside'] = async (tx, created) => {
    row = await insertCompatTransaction(tx, created, { dialect, request });
  };
  const { record } = await createPayment(dialect.scope, newPayment(asking, how), { deps, alongside });
  if (row === undefined) throw new Error(`Payment ${record.payment.id} has no name in its dialect.`);
  return { row, record };
}

function newPayment(
  { account, dialect, request, phone }: Asked,
  how: { hosted: boolean; attemptsMax?: number },
): NewPayment {
  const { customer: { name, email } = {}, returnUrls = {} } = request;
  const customer = defined({ name, email, phone });
  return {
    money: request.money,
    reference: request.reference,
    country: dialect.manifest.country,
    description: request.description.trim(),
    origin: `compat:${dialect.manifest.id}`,
    ...how,
    ...(Object.keys(customer).length === 0 ? {} : { customer }),
    ...defined({
      locale: request.locale,
      successUrl: returnUrls.success ?? account.returnUrls.success,
      cancelUrl: returnUrls.cancel ?? account.returnUrls.cancel,
      failureUrl: returnUrls.failure ?? account.returnUrls.failure,
      passthrough: request.passthrough,
    }),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
function defined<T extends object>(members: T): Defined<T> {
  // The entries of T without those that are undefined are a Defined<T>; Object.fromEntries forgets that.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}

// ───────────── balances ─────────────

/** What the merchant may spend; in a dialect with a balance per operator, what lies in each of its wallets. */
async function tellBalances(account: ServerAccount): Promise<readonly WalletBalance[]> {
  const { manifest, scope } = await dialectBehind(account.id);
  if (manifest.walletPerOperator) {
    const accounts = await balances(db, scope);
    return manifest.currencies.flatMap((currency) =>
      manifest.operators.map(({ operator, wire }) => ({
        wallet: wire,
        money: heldAt(operator, accounts, currency),
      })),
    );
  }
  const available = await balanceOf(db, {
    ...scope,
    account: availableAccount(scope.merchantId, scope.mode),
  });
  return manifest.currencies.map((currency) => ({
    wallet: 'main',
    money: available.find((held) => held.currency === currency) ?? money(0n, currency),
  }));
}

/** Accounts `provider:<connection>:<operator>` are negative while the money lies there (lib/ledger/accounts.ts). */
function heldAt(operator: OperatorId, accounts: readonly AccountBalance[], currency: Currency): Money {
  const amounts = accounts
    .filter(
      ({ account, money: held }) =>
        /^provider:[^:]+:(.+)$/.exec(account)?.[1] === operator && held.currency === currency,
    )
    .map(({ money: held }) => -held.amount);
  return money(
    amounts.reduce((sum, amount) => sum + amount, 0n),
    currency,
  );
}

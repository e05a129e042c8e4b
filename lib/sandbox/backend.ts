/**
 * The sandbox as a Backend: simulated operators behind a provider's own server end. Each request becomes a row that
 * step.ts advances; the number chooses the story (stories.ts).
 */
import { randomUUID } from 'node:crypto';
import { addMs, type Clock, systemClock } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db, inTransaction, notifyDue, type Tx } from '#lib/db.ts';
import { type HttpSend, sendHttp } from '#lib/http.ts';
import { newUuid } from '#lib/ids.ts';
import { type Money, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { predictOperator } from '#lib/operators/predict.ts';
import { parseE164 } from '#lib/phone.ts';
import { providerById } from '#lib/providers/index.ts';
import type {
  Backend,
  Manifest,
  ServerAccount,
  ServerPaymentRequest,
  ServerPayOutRequest,
  ServerResult,
  ServerTransaction,
} from '#lib/providers/provider.ts';
import { connectionStore } from '#lib/routing/connection-store.ts';
import { timings } from '#lib/timings.ts';
import { nextTransactionNumber } from '#lib/transaction-numbers.ts';
import { findSandboxAccount } from './accounts.ts';
import { balanceOf, walletsOf } from './balance.ts';
import { keepSilent } from './call.ts';
import { dueAt, tellingOf } from './operators.ts';
import { CODE_RIGHT, confirmOtp } from './otp.ts';
import { refuse } from './refusals.ts';
import { runSandboxStep, type SandboxDeps } from './step.ts';
import { chooseStory, type RequestEnd, type StoryFlow, type StoryName } from './stories.ts';
import { storyTimes } from './times.ts';
import { type Details, moneyOf, pageUrl, type Row, serverTransaction } from './transactions.ts';
import { codeText, promptText } from './words.ts';

/** Two in a hundred, rounded down: what a provider may keep. */
const FEE_PERCENT = 2n;

/** The simulated operators; several backends may run at once over one database. */
export function sandboxBackend(options: { clock?: Clock; send?: HttpSend } = {}): Backend {
  const deps: SandboxDeps = { clock: options.clock ?? systemClock, send: options.send ?? sendHttp };
  return {
    now: () => deps.clock.now(),
    findAccount: (provider, lookup) => findSandboxAccount(provider, lookup),
    createPayment: async (account, request) => begin(await asked(account, request, 'push'), deps),
    createPage: async (account, request) => {
      const result = await begin(await asked(account, request, 'page'), deps);
      if (!result.ok) return result;
      const transaction = result.value;
      return { ok: true, value: { transaction, url: pageUrl(transaction.providerReference) } };
    },
    confirmOtp: (account, by) => confirmOtp(account, by, deps),
    findTransaction: async (account, by) => {
      const row = await db.sandboxTransaction.findFirst({
        where: { accountId: account.id, ...by },
        orderBy: { createdAt: 'desc' },
      });
      return row === null ? undefined : serverTransaction(row, providerById(row.provider).manifest);
    },
    createPayOut: async (account, request) => begin(await asked(account, request, 'payout'), deps),
    balances: async (account) => {
      const manifest = await manifestOf(account);
      const wallets = manifest.currencies.flatMap((currency) =>
        walletsOf(manifest).map(async ({ wallet, operator }) => ({
          wallet,
          money: money(await balanceOf(db, { accountId: account.id, currency, operator }), currency),
        })),
      );
      return Promise.all(wallets);
    },
    store: (account) => connectionStore(account.id, deps.clock),
  };
}

/** A request, made ready: who asks, what follows from the number. */
interface Asked {
  account: ServerAccount;
  manifest: Manifest;
  flow: StoryFlow;
  reference: string;
  money: Money;
  operator: OperatorId | undefined;
  phone: string | undefined;
  story: StoryName;
  details: Details;
}

async function asked(
  account: ServerAccount,
  request: ServerPaymentRequest | ServerPayOutRequest,
  flow: StoryFlow,
): Promise<Asked> {
  const manifest = await manifestOf(account);
  return {
    account,
    manifest,
    flow,
    reference: request.reference,
    money: request.money,
    operator: request.operator ?? operatorFor(manifest, flow, request.phone),
    phone: request.phone,
    story: chooseStory(manifest, flow, request.phone),
    details: detailsFrom(request),
  };
}

function detailsFrom(request: ServerPaymentRequest | ServerPayOutRequest): Details {
  const payment: Partial<ServerPaymentRequest> = request;
  return {
    description: request.description,
    locale: payment.locale ?? 'fr',
    ...(request.callbackUrl === undefined ? {} : { callbackUrl: request.callbackUrl }),
    ...(payment.returnUrls === undefined ? {} : { returnUrls: payment.returnUrls }),
    ...(payment.passthrough === undefined ? {} : { passthrough: payment.passthrough }),
    ...(payment.customer === undefined ? {} : { customer: payment.customer }),
    ...(request.operator === undefined ? {} : { operatorNamed: true }),
    ...(request.details === undefined ? {} : { caller: request.details }),
  };
}

/** On a page the payer chooses; until then the transaction carries what such pages are mostly for. */
function operatorFor(manifest: Manifest, flow: StoryFlow, phone: string | undefined): OperatorId | undefined {
  const predicted = predict(phone);
  if (flow !== 'page') return predicted;
  const onPage = manifest.operators.find((served) => served.flow === 'redirect' || served.flow === 'form');
  return (onPage ?? manifest.operators[0])?.operator;
}

function predict(phone: string | undefined): OperatorId | undefined {
  const parsed = phone === undefined ? undefined : parseE164(phone);
  return parsed === undefined ? undefined : predictOperator(parsed);
}

/** Checks, then makes the transaction, then does to the request what its story says. */
async function begin(request: Asked, deps: SandboxDeps): Promise<ServerResult<ServerTransaction>> {
  const problem = refusalOf(request);
  if (problem !== undefined) return problem;
  const end = requestEnd(request);
  if (typeof end === 'object') return refuse(end.refused);
  if (end === 'silent_lost') {
    keepSilent();
    return refuse('busy');
  }
  crashPoint('charge-unwritten');
  const created = await insert(request, end, deps.clock.now());
  crashPoint('charge-written');
  if (!created.ok) return created;
  const row = created.value;
  if (end === 'accepted_after_callback') return afterCallback(row.id, request.manifest, deps);
  if (row.nextStepAt !== null) await notifyDue();
  if (end === 'silent_accepted') keepSilent();
  return { ok: true, value: serverTransaction(row, request.manifest) };
}

/** The callback goes out, and is answered, before the reply; the reply tells what it told. */
async function afterCallback(
  id: string,
  manifest: Manifest,
  deps: SandboxDeps,
): Promise<ServerResult<ServerTransaction>> {
  await runSandboxStep(id, deps);
  const row = await db.sandboxTransaction.findUniqueOrThrow({ where: { id } });
  return { ok: true, value: serverTransaction(row, manifest) };
}

function refusalOf({
  manifest,
  money: asking,
  operator,
  phone,
  flow,
}: Asked): ServerResult<never> | undefined {
  if (!manifest.currencies.includes(asking.currency)) return refuse('currency_unsupported');
  if (asking.amount <= 0n) return refuse('amount_invalid');
  if (flow === 'push' && (phone === undefined || parseE164(phone) === undefined))
    return refuse('phone_invalid');
  const served = manifest.operators.find((candidate) => candidate.operator === operator);
  if (operator === undefined || served === undefined) return refuse('operator_unsupported');
  const limits = OPERATORS[operator].limits[asking.currency];
  // On a page the payer may still choose another operator.
  if (flow === 'page' || limits === undefined) return undefined;
  return asking.amount < limits.min || asking.amount > limits.max ? refuse('amount_out_of_range') : undefined;
}

function requestEnd({ story, flow, manifest }: Asked): RequestEnd {
  // A page that asks for the number itself begins the story there: what the request brought is only filled in.
  if (flow === 'page' && manifest.page !== undefined) return 'accepted';
  const telling = tellingOf({ story, flow, kind: kindOf(flow) });
  return telling?.request ?? 'accepted';
}

async function insert(request: Asked, end: RequestEnd, now: Date): Promise<ServerResult<Row>> {
  return inTransaction(async (tx) => {
    // One reference is one transaction, also when two requests with it arrive together; payouts share one float.
    const alone = request.flow === 'payout' ? 'payouts' : request.reference;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sandbox:${request.account.id}:${alone}`}, 0))`;
    const same = await tx.sandboxTransaction.findFirst({
      where: { accountId: request.account.id, reference: request.reference },
    });
    if (same !== null) return refuse('duplicate_reference');
    const fee = feeOf(request.money.amount);
    if (request.flow === 'payout') {
      const operator = request.manifest.walletPerOperator ? request.operator : undefined;
      const { currency } = request.money;
      const balance = await balanceOf(tx, { accountId: request.account.id, currency, operator });
      if (balance < request.money.amount + fee) return refuse('float_insufficient');
    }
    const providerReference = request.manifest.integerReferences
      ? await nextTransactionNumber(tx)
      : (request.manifest.newReference?.() ?? randomUUID());
    const data = { ...newRow(request, end, now), providerReference, fee };
    const row = await tx.sandboxTransaction.create({ data });
    await writeToHandset(tx, row, end, now);
    return { ok: true, value: row };
  });
}

function newRow(request: Asked, end: RequestEnd, now: Date) {
  const { manifest, flow } = request;
  const kind = kindOf(flow);
  // On an open page the number that the request brought is only filled in: the one the payer sends off decides.
  const story = flow === 'page' && end === 'accepted' ? 'page' : request.story;
  const row = { story, flow: flow === 'page' ? 'page' : 'push', kind };
  const held = end === 'asks_otp' || (flow === 'page' && end === 'accepted');
  // A page whose story began with the lost reply has no payer in front of it: it goes on by itself.
  const from = flow === 'page' && end === 'silent_accepted' ? addMs(now, storyTimes().approveMs) : now;
  const nextStepAt = held ? null : dueAt(row, 0, { from, times: storyTimes(), manifest });
  return {
    ...row,
    id: newUuid(),
    accountId: request.account.id,
    provider: manifest.id,
    reference: request.reference,
    status: end === 'asks_otp' ? 'requires_otp' : flow === 'page' ? 'created' : 'pending',
    operator: request.operator ?? '',
    phone: request.phone ?? '',
    amount: request.money.amount,
    currency: request.money.currency,
    code: end === 'asks_otp' ? CODE_RIGHT : null,
    details: JSON.parse(JSON.stringify(request.details)),
    nextStepAt,
    // The request's own step comes first; the worker takes over only if this process dies.
    stepLeaseUntil: end === 'accepted_after_callback' ? addMs(now, timings().leaseMs) : null,
    createdAt: now,
  };
}

async function writeToHandset(tx: Tx, row: Row, end: RequestEnd, now: Date): Promise<void> {
  const { locale, description } = row.details as unknown as Details; // written by newRow
  const message =
    end === 'asks_otp'
      ? { kind: 'sms', text: codeText(CODE_RIGHT, locale) }
      : row.story === 'prompt'
        ? { kind: 'prompt', text: promptText(moneyOf(row), description, locale) }
        : undefined;
  if (message === undefined || row.phone === '') return;
  await tx.sandboxMessage.create({
    data: { id: newUuid(), phone: row.phone, transactionId: row.id, ...message, createdAt: now },
  });
}

function kindOf(flow: StoryFlow): 'payment' | 'payout' {
  return flow === 'payout' ? 'payout' : 'payment';
}

function feeOf(amount: bigint): bigint {
  return (amount * FEE_PERCENT) / 100n;
}

async function manifestOf(account: ServerAccount): Promise<Manifest> {
  const row = await db.sandboxAccount.findUnique({ where: { id: account.id }, select: { provider: true } });
  if (row === null) throw new Error(`Sandbox account ${account.id} is gone.`);
  return providerById(row.provider).manifest;
}

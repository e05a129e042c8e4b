/**
 * One step of a simulated operator. Transactions are due rows: the worker calls `runSandboxStep` when `next_step_at` has
 * come, and a second caller at the same moment waits for the row lock, finds nothing due and leaves.
 */
import type { Clock } from '#lib/clock.ts';
import { systemClock } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db, inTransaction, type Tx } from '#lib/db.ts';
import { type HttpResult, type HttpSend, sendHttp } from '#lib/http.ts';
import { newUuid } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { providerById } from '#lib/providers/index.ts';
import type {
  Manifest,
  OutgoingCallback,
  ServerAccount,
  ServerTransaction,
} from '#lib/providers/provider.ts';
import { timings } from '#lib/timings.ts';
import { callbackGuard, serverAccount } from './accounts.ts';
import { isHandsetOpen } from './handset-presence.ts';
import { type Decision, decideStep } from './operators.ts';
import { storyTimes } from './times.ts';
import { detailsOf, moneyOf, type Row, serverTransaction } from './transactions.ts';
import { givenBackText, paidText, receivedText } from './words.ts';

export interface SandboxDeps {
  clock: Clock;
  send: HttpSend;
}

/** A story has at most a handful of acts; more in one call would be a loop. */
const ACTS_PER_CALL_MAX = 8;

/**
 * Carries out every act of a transaction that is due now, callbacks included. Safe to call at any time, by any number
 * of callers: each act happens once. A callback is sent at most once, as My-CoolPay does it: the intention is committed
 * first, so a crash in between loses a callback and never repeats one.
 *
 * @param transactionId the row's id; an unknown one is nothing to do
 */
export async function runSandboxStep(
  transactionId: string,
  deps: SandboxDeps = { clock: systemClock, send: sendHttp },
): Promise<void> {
  for (let act = 0; act < ACTS_PER_CALL_MAX; act++) {
    const done = await takeStep(transactionId, deps.clock);
    if (done === undefined) return;
    crashPoint('act-written');
    if (done.decision.send !== undefined) await sendCallback(done.row, done.decision.send, deps);
  }
}

async function takeStep(id: string, clock: Clock): Promise<{ row: Row; decision: Decision } | undefined> {
  return inTransaction(async (tx) => {
    const row = await lockTransaction(tx, id);
    const now = clock.now();
    if (row === undefined || row.nextStepAt === null || row.nextStepAt > now) return undefined;
    const { manifest } = providerById(row.provider);
    const times = storyTimes();
    const handsetOpen = await isHandsetOpen(tx, row.phone, now);
    const decision = decideStep(row, { now, times, manifest, handsetOpen });
    if (decision === undefined) {
      await tx.sandboxTransaction.update({ where: { id }, data: { nextStepAt: null, stepLeaseUntil: null } });
      return undefined;
    }
    const changed = await tx.sandboxTransaction.update({
      where: { id },
      data: { ...decision.change, stepLeaseUntil: null },
    });
    if (decision.sms !== undefined) await writeSms(tx, changed, decision.sms, now);
    return { row: changed, decision };
  });
}

/** Reads a transaction under a row lock; what is decided about it stays true until the commit. */
export async function lockTransaction(tx: Tx, id: string): Promise<Row | undefined> {
  const locked = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM sandbox_transactions WHERE id = ${id}::uuid FOR UPDATE`;
  if (locked.length === 0) return undefined;
  return (await tx.sandboxTransaction.findUnique({ where: { id } })) ?? undefined;
}

async function writeSms(tx: Tx, row: Row, sms: NonNullable<Decision['sms']>, now: Date): Promise<void> {
  if (row.phone === '') return;
  const text = { paid: paidText, received: receivedText, given_back: givenBackText }[sms];
  await tx.sandboxMessage.create({
    data: {
      id: newUuid(),
      phone: row.phone,
      transactionId: row.id,
      kind: 'sms',
      text: text(moneyOf(row), row.operatorReference ?? row.providerReference, detailsOf(row).locale),
      createdAt: now,
    },
  });
}

async function sendCallback(
  row: Row,
  kind: 'callback' | 'forged_callback',
  deps: SandboxDeps,
): Promise<void> {
  const found = await db.sandboxAccount.findUnique({ where: { id: row.accountId } });
  if (found === null) throw new Error(`Sandbox transaction ${row.id} belongs to no account.`);
  const provider = providerById(row.provider);
  const account = serverAccount(found);
  const transaction = serverTransaction(row, provider.manifest);
  const callback =
    kind === 'forged_callback'
      ? provider.callbackFor(forger(account, provider.manifest), paidInWords(transaction))
      : provider.callbackFor(account, transaction);
  if (callback === undefined) return;
  const result = await deps.send({
    method: callback.method,
    url: callback.url,
    headers: callback.headers,
    ...(callback.body === undefined ? {} : { body: callback.body }),
    timeoutMs: timings().webhookTimeoutMs,
    guard: callbackGuard(callback.url),
  });
  crashPoint('operator-callback-sent');
  await noteCallback(row.id, { kind, callback, result, at: deps.clock.now() });
}

/**
 * Someone who knows what is public of the account, and none of its secrets. Where no secret stands in the message, the
 * address that it goes to is one.
 */
function forger(account: ServerAccount, { trust }: Manifest): ServerAccount {
  if (trust === 'source-and-amount' && account.callbackUrl !== undefined) {
    return { ...account, callbackUrl: new URL('forged', account.callbackUrl).href };
  }
  const credentials = Object.entries(account.credentials).map(([name, value], index) => [
    name,
    index === 0 ? value : `forged-${value}`,
  ]);
  return { ...account, credentials: Object.fromEntries(credentials) };
}

function paidInWords(transaction: ServerTransaction): ServerTransaction {
  return { ...transaction, status: 'succeeded', operatorReference: 'SB0000.000000' };
}

/** The journal of what was sent: tests count it, and a developer sees why a shop heard nothing. */
async function noteCallback(
  id: string,
  sent: { kind: string; callback: OutgoingCallback; result: HttpResult; at: Date },
): Promise<void> {
  const { kind, callback, result, at } = sent;
  const answer = result.kind === 'reply' ? { status: result.status } : { [result.kind]: result.reason };
  const entry = JSON.stringify([{ kind, at: at.toISOString(), url: callback.url, ...answer }]);
  await db.$executeRaw`UPDATE sandbox_transactions SET callbacks = callbacks || ${entry}::jsonb WHERE id = ${id}::uuid`;
  if (result.kind !== 'reply')
    log.info({ transaction: id, reason: result.reason }, 'a sandbox callback was not answered');
}

/** The simulated provider's own page: the payer chooses, types a number and decides; the number chooses the story. */
import { type Clock, systemClock } from '#lib/clock.ts';
import { db, inTransaction, notifyDue, type Tx } from '#lib/db.ts';
import { type HttpSend, sendHttp } from '#lib/http.ts';
import { newUuid } from '#lib/ids.ts';
import type { Money } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { parsePhone } from '#lib/phone.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Manifest, ServerStatus } from '#lib/providers/provider.ts';
import { serverAccount } from './accounts.ts';
import { dueAt, isOpen, tellingOf } from './operators.ts';
import {
  answerPinPage,
  isPageOver,
  type PinPage,
  type PinPageStep,
  pinPageStep,
  pinTriesLeft,
} from './pin-page.ts';
import { lockTransaction, runSandboxStep } from './step.ts';
import { chooseStory } from './stories.ts';
import { storyTimes } from './times.ts';
import { detailsOf, moneyOf, type Row } from './transactions.ts';

export interface SandboxPage {
  providerReference: string;
  providerName: string;
  description: string;
  money: Money;
  status: ServerStatus;
  /** True while the payer may still decide. */
  open: boolean;
  /** What the payer may choose from: the one that the request named, else all of the provider. */
  operators: readonly OperatorId[];
  operator: OperatorId;
  /** What is typed on the page. */
  asks: 'card' | 'phone' | 'card_or_phone';
  /** As it was sent with the request; the payer may change it. */
  phone: string;
  locale: 'fr' | 'en';
  /** What a page with a PIN asks for now; absent on a page that asks for a way to pay and a number alone. */
  pinPage?: { step: PinPageStep; wrong: boolean; triesLeft: number; over: boolean };
  /** The shop's name and a line of its own, where the request brought them. */
  heading?: string;
  note?: string;
  /** Where the shop's links lead; absent where the account has none. */
  returnUrl?: string;
}

/** What the page shows; undefined for an unknown reference. */
export async function findSandboxPage(
  providerReference: string,
  clock: Clock = systemClock,
): Promise<SandboxPage | undefined> {
  const row = await db.sandboxTransaction.findUnique({ where: { providerReference } });
  if (row === null || row.flow !== 'page') return undefined;
  const { manifest } = providerById(row.provider);
  const returnUrl = await returnUrlOf(db, row);
  const { description, locale, caller = {} } = detailsOf(row);
  const operators = operatorsOf(row, manifest);
  return {
    providerReference,
    providerName: manifest.name,
    description,
    money: moneyOf(row),
    status: row.status as ServerStatus, // held to the list by the code that writes it
    open: isOpen(row.status) && row.story === 'page',
    operators,
    operator: row.operator as OperatorId, // written from the manifest
    asks: whatIsTyped(operators),
    phone: row.phone,
    locale,
    ...(manifest.page === undefined ? {} : { pinPage: pinPageOf(row, manifest.page, clock.now()) }),
    ...textsOf(caller),
    ...(returnUrl === undefined ? {} : { returnUrl }),
  };
}

function operatorsOf(row: Row, manifest: Manifest): readonly OperatorId[] {
  const served = manifest.operators.map(({ operator }) => operator);
  return detailsOf(row).operatorNamed ? served.filter((operator) => operator === row.operator) : served;
}

function whatIsTyped(operators: readonly OperatorId[]): SandboxPage['asks'] {
  const cards = operators.filter(isCard).length;
  return cards === 0 ? 'phone' : cards === operators.length ? 'card' : 'card_or_phone';
}

function pinPageOf(row: Row, page: PinPage, now: Date): NonNullable<SandboxPage['pinPage']> {
  const triesLeft = pinTriesLeft(row, page);
  const wrong = triesLeft < page.pinTries;
  return { step: pinPageStep(row), wrong, triesLeft, over: isPageOver(row, page, now) };
}

function textsOf({ heading, note }: Record<string, unknown>): Pick<SandboxPage, 'heading' | 'note'> {
  return {
    ...(typeof heading === 'string' && heading !== '' ? { heading } : {}),
    ...(typeof note === 'string' && note !== '' ? { note } : {}),
  };
}

export interface PageDecision {
  providerReference: string;
  /** `approve` on a page with a PIN: what it asks for now was typed. `expire`: its session ended before the payer did. */
  action: 'approve' | 'decline' | 'back' | 'expire';
  /** A card or phone number as typed; its last three digits choose the story. */
  number: string;
  operator: string;
  /** On a page with a PIN: the step that was answered, and what was typed there. */
  step?: PinPageStep;
  pin?: string;
  code?: string;
}

/**
 * What the payer did on the page. A second click finds a decision and leads the same way.
 *
 * @returns where the payer goes now: a return URL of the shop, or undefined to stay on the page
 */
export async function decidePage(
  decision: PageDecision,
  deps: { clock: Clock; send: HttpSend } = { clock: systemClock, send: sendHttp },
): Promise<string | undefined> {
  const found = await db.sandboxTransaction.findUnique({
    where: { providerReference: decision.providerReference },
  });
  if (found === null || found.flow !== 'page') return undefined;
  await inTransaction(async (tx) => {
    const row = await lockTransaction(tx, found.id);
    if (row === undefined || row.story !== 'page' || !isOpen(row.status)) return;
    const { manifest } = providerById(row.provider);
    const now = deps.clock.now();
    const data =
      manifest.page === undefined
        ? choose(row, decision, now)
        : await answerPage(tx, row, decision, { manifest, page: manifest.page, now });
    await tx.sandboxTransaction.update({ where: { id: row.id }, data });
  });
  // What the story does at once is done before the payer leaves, so that the way back fits the end.
  await runSandboxStep(found.id, deps);
  await notifyDue();
  const after = await db.sandboxTransaction.findUnique({ where: { id: found.id } });
  // A page with a PIN shows its payer the success, and a button that leads on.
  const stays = after?.status === 'succeeded' && providerById(found.provider).manifest.page !== undefined;
  return after === null || stays ? undefined : returnUrlOf(db, after);
}

async function answerPage(
  tx: Tx,
  row: Row,
  decision: PageDecision,
  about: { manifest: Manifest; page: PinPage; now: Date },
) {
  const { manifest, now } = about;
  const answer = answerPinPage(row, decision, about);
  switch (answer.kind) {
    case 'confirmed':
      return confirmed(row, row.phone, { manifest, now });
    case 'ended':
      return decided(answer, now);
    case 'goes_on': {
      const { phone } = answer.data;
      if (answer.sms !== undefined && phone !== undefined) {
        const sms = { id: newUuid(), phone, transactionId: row.id, kind: 'sms', text: answer.sms };
        await tx.sandboxMessage.create({ data: { ...sms, createdAt: now } });
      }
      return { ...answer.data, details: JSON.parse(JSON.stringify(answer.data.details)) };
    }
  }
}

function choose(row: Row, { action, number, operator }: PageDecision, now: Date) {
  const { manifest } = providerById(row.provider);
  const chosen = operatorsOf(row, manifest).find((served) => served === operator) ?? row.operator;
  const phone = parsePhone(number, manifest.country);
  const payer = { operator: chosen, phone: phone.ok ? phone.phone.e164 : row.phone };
  const data =
    action === 'approve' ? confirmed(row, number, { manifest, now }) : decided(endOf(row, action), now);
  return { ...payer, ...data };
}

/** The payer has confirmed: the number's story begins. */
function confirmed(row: Row, number: string, { manifest, now }: { manifest: Manifest; now: Date }) {
  const named = chooseStory(manifest, 'page', number);
  // Any other number: a person clicked, so it is approved.
  const story = named === 'page' ? ('789' as const) : named;
  const telling = tellingOf({ ...row, story });
  if (telling !== undefined && typeof telling.request === 'object') {
    // A refusal belongs to the request, which was accepted before a number was known: here it ends the transaction.
    return decided({ status: 'failed', failure: telling.failure ?? 'operator_unavailable' }, now);
  }
  const times = storyTimes();
  const nextStepAt = dueAt({ ...row, story }, 0, { from: now, times, manifest });
  return { story, status: 'pending', step: 0, nextStepAt };
}

function endOf(row: Row, action: 'decline' | 'back' | 'expire') {
  switch (action) {
    case 'back':
      return { status: 'canceled', failure: 'canceled_on_page' };
    case 'expire':
      return { status: 'expired', failure: 'session_expired' };
    case 'decline':
      return { status: 'failed', failure: isCard(row.operator) ? 'card_declined' : 'payer_declined' };
  }
}

function isCard(operator: string): boolean {
  return operator.endsWith('-card');
}

/** What is left is to tell the shop. */
function decided({ status, failure }: { status: string; failure: string }, now: Date) {
  return { status, failure, story: 'decided', step: 0, nextStepAt: now, completedAt: now };
}

/** The shop's link for how it ended, with the passthrough parameters; undefined while nothing has ended. */
async function returnUrlOf(client: Tx | typeof db, row: Row): Promise<string | undefined> {
  const way = WAYS[row.status as ServerStatus]; // held to the list by the code that writes it
  if (way === undefined) return undefined;
  const account = await client.sandboxAccount.findUnique({ where: { id: row.accountId } });
  const details = detailsOf(row);
  const target =
    details.returnUrls?.[way] ?? (account === null ? undefined : serverAccount(account).returnUrls[way]);
  return target === undefined ? undefined : withParameters(target, details.passthrough ?? {});
}

const WAYS: Partial<Record<ServerStatus, 'success' | 'cancel' | 'failure'>> = {
  succeeded: 'success',
  refunding: 'success',
  refunded: 'success',
  failed: 'failure',
  expired: 'failure',
  canceled: 'cancel',
};

/** Appended with `&` when the URL already has a query (My-CoolPay's page does the same). */
function withParameters(target: string, passthrough: Record<string, string>): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries(passthrough)) url.searchParams.append(name, value);
  return url.href;
}

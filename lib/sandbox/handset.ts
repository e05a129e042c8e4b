/** What lies on a simulated handset, and what its owner answers. */
import { addMs, type Clock, systemClock } from '#lib/clock.ts';
import { COUNTRIES, DIAL_CODE } from '#lib/countries.ts';
import { db, inTransaction, notifyDue } from '#lib/db.ts';
import { newUuid } from '#lib/ids.ts';
import type { Money } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { type Phone, parseE164, parsePhone } from '#lib/phone.ts';
import { seeHandset } from './handset-presence.ts';
import { approval, isOpen, newOperatorReference } from './operators.ts';
import { lockTransaction } from './step.ts';
import { detailsOf, moneyOf, type Row } from './transactions.ts';
import { paidText } from './words.ts';

/** A handset shows its last day, newest first. */
const SHOWN_MS = 24 * 60 * 60_000;
const MESSAGES_MAX = 20;

export interface HandsetPrompt {
  transactionId: string;
  money: Money;
  description: string;
  operator: OperatorId;
  at: Date;
}

export interface HandsetMessage {
  id: string;
  text: string;
  at: Date;
}

export interface Handset {
  /** Waiting for an answer, oldest first: the one on top was there first. */
  prompts: HandsetPrompt[];
  /** SMS, newest first. */
  messages: HandsetMessage[];
}

/**
 * Shows a handset, which thereby counts as open: prompts to this number then wait for its owner.
 *
 * @param phone E.164
 */
export async function openHandset(phone: string, clock: Clock = systemClock): Promise<Handset> {
  const now = clock.now();
  await seeHandset(phone, now);
  const since = addMs(now, -SHOWN_MS);
  const waiting = await db.sandboxTransaction.findMany({
    where: { phone, story: 'prompt', status: 'pending', createdAt: { gt: since } },
    orderBy: { createdAt: 'asc' },
    take: MESSAGES_MAX,
  });
  const messages = await db.sandboxMessage.findMany({
    where: { phone, kind: 'sms', createdAt: { gt: since } },
    orderBy: { createdAt: 'desc' },
    take: MESSAGES_MAX,
  });
  return {
    prompts: waiting.map(promptOf),
    messages: messages.map(({ id, text, createdAt }) => ({ id, text, at: createdAt })),
  };
}

function promptOf(row: Row): HandsetPrompt {
  return {
    transactionId: row.id,
    money: moneyOf(row),
    description: detailsOf(row).description,
    operator: row.operator as OperatorId, // written from the catalogue
    at: row.createdAt,
  };
}

/** `gone`: somebody, or the operator, was faster. */
export type PromptAnswer = 'done' | 'gone';

/**
 * The owner of the handset answers a prompt. Once answered, a second answer changes nothing.
 *
 * @param phone E.164 of the handset; a prompt of another number is `gone`
 */
export async function answerPrompt(
  { transactionId, phone, answer }: { transactionId: string; phone: string; answer: 'approve' | 'decline' },
  clock: Clock = systemClock,
): Promise<PromptAnswer> {
  const result = await inTransaction(async (tx): Promise<PromptAnswer> => {
    const row = await lockTransaction(tx, transactionId);
    if (row === undefined || row.phone !== phone || row.story !== 'prompt' || !isOpen(row.status))
      return 'gone';
    const now = clock.now();
    const decision =
      answer === 'approve'
        ? approval(row, now)
        : {
            status: 'failed',
            failure: 'payer_declined',
            operatorReference: newOperatorReference(),
            completedAt: now,
          };
    // What is left of the story is to tell the shop; the worker does that at once.
    const changed = await tx.sandboxTransaction.update({
      where: { id: row.id },
      data: { ...decision, story: 'decided', step: 0, nextStepAt: now, stepLeaseUntil: null },
    });
    if (answer === 'approve') {
      const text = paidText(moneyOf(changed), changed.operatorReference ?? '', detailsOf(changed).locale);
      await tx.sandboxMessage.create({
        data: { id: newUuid(), phone, transactionId: row.id, kind: 'sms', text, createdAt: now },
      });
    }
    return 'done';
  });
  if (result === 'done') await notifyDue();
  return result;
}

const NUMBERS_MAX = 5;

/** Numbers on which a prompt waits for a person now, the newest first: what a tester is most likely to open. */
export async function waitingNumbers(clock: Clock = systemClock): Promise<Phone[]> {
  const rows = await db.sandboxTransaction.findMany({
    where: { story: 'prompt', status: 'pending', createdAt: { gt: addMs(clock.now(), -SHOWN_MS) } },
    orderBy: { createdAt: 'desc' },
    distinct: ['phone'],
    select: { phone: true },
    take: NUMBERS_MAX,
  });
  return rows.flatMap(({ phone }) => parseE164(phone) ?? []);
}

/** Reads a number as a tester types it: with a country code, or national where only one country has such numbers. */
export function readHandsetNumber(input: string): Phone | undefined {
  const typed = input.trim();
  const candidates = COUNTRIES.flatMap((country) => {
    const read = parsePhone(typed, country);
    return read.ok ? [read.phone] : [];
  });
  // "670000111" is Cameroonian only; where several fit, the code that the number begins with decides.
  const digits = typed.replaceAll(/\D/g, '').replace(/^00/, '');
  return candidates.find((phone) => digits.startsWith(DIAL_CODE[phone.country])) ?? candidates[0];
}

/** Turns what a customer has into answers, in plain words. */

import { fill } from '#components/portal/texts.ts';
import { whenText } from '#components/time.tsx';
import type { Tone } from '#components/ui/notice.tsx';
import { db } from '#lib/db.ts';
import { isLocale, type Locale } from '#lib/i18n/locale.ts';
import { type Currency, formatMoney, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { isFailureCode } from '#lib/operators/failures.ts';
import { type AnswerKind, answerOf } from '#lib/payments/answer.ts';
import { type Clues, cluesOfText } from '#lib/payments/clues.ts';
import { listPayments } from '#lib/payments/find.ts';
import { findByClues } from '#lib/payments/find-by-clues.ts';
import { currentAttempt } from '#lib/payments/resource.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { SOURCES } from '#lib/providers/provider.ts';
import { SOURCE_WORDS } from '../payments/[id]/timeline-words.ts';
import { clueReader } from '../payments/filter.ts';
import type { Reader } from '../payments/rows.ts';
import { REASONS } from '../words.ts';
import { questionTexts } from './texts.ts';

const SHOWN_MAX = 5;

/** Ready to be read: texts in the reader's language, but for the sentence, which is in the payer's. */
export interface Answer {
  id: string;
  kind: AnswerKind;
  tone: Tone;
  title: string;
  what: string;
  warning?: string;
  facts: { key: string; term: string; value: string }[];
  say: string;
  sayLocale: Locale;
  href: string;
}

export interface Answers {
  answers: Answer[];
  /** There are more payments than are shown. */
  more: boolean;
  /** Set when nothing was found, or nothing can be said. */
  nothing?: 'none' | 'vague';
}

export async function answerQuestion(reader: Reader, text: string): Promise<Answers> {
  const scope = { merchantId: reader.session.merchant.id, appId: 'all', mode: reader.mode } as const;
  const clues = cluesOfText(text, clueReader(reader));
  const found = await findByClues(scope, clues);
  if (found.by === 'amount') return { answers: [], more: false, nothing: 'vague' };
  if (found.by === 'nothing') return { answers: [], more: false, nothing: 'none' };
  // Of a number's many payments those of the amount in the message come first.
  const fitting =
    clues.amounts.length === 0
      ? []
      : (await listPayments(scope, { ids: found.ids, amounts: clues.amounts, limit: SHOWN_MAX })).records;
  const { records, hasMore } = await listPayments(scope, { ids: found.ids, limit: SHOWN_MAX });
  const known = new Set(fitting.map(({ payment }) => payment.id));
  const all = [...fitting, ...records.filter(({ payment }) => !known.has(payment.id))];
  const shown = all.slice(0, SHOWN_MAX);
  return {
    answers: await Promise.all(shown.map((record) => answer(record, reader, clues))),
    more: hasMore || all.length > shown.length,
  };
}

async function answer(record: PaymentRecord, reader: Reader, clues: Clues): Promise<Answer> {
  const { payment } = record;
  const { locale, timeZone, now, href } = reader;
  const t = questionTexts(locale);
  const kind = answerOf(record);
  const sayLocale = isLocale(payment.locale) ? payment.locale : locale;
  const amountIn = (language: Locale) =>
    formatMoney(money(payment.amount, payment.currency as Currency), language); // held to the list by a CHECK
  const fits = clues.amounts.some(
    ({ amount, currencies }) =>
      amount === payment.amount && currencies.some((one) => one === payment.currency),
  );
  const at = payment.completedAt ?? payment.createdAt;
  return {
    id: payment.id,
    kind,
    tone: TONES[kind],
    title: t[`kind_${kind}`],
    what: t[`what_${kind}`],
    ...(clues.amounts.length > 0 && !fits && { warning: fill(t.otherAmount, { amount: amountIn(locale) }) }),
    facts: await factsOf(record, reader, { kind, amount: amountIn(locale) }),
    say: fill(questionTexts(sayLocale)[`say_${kind}`], {
      amount: amountIn(sayLocale),
      reference: payment.reference,
      when: whenText({ at, locale: sayLocale, timeZone, today: now }),
    }),
    sayLocale,
    href: href(`/portal/payments/${payment.id}`),
  };
}

const TONES = {
  paid: 'good',
  given_back: 'still',
  checking: 'wait',
  no_answer: 'wait',
  not_paid: 'bad',
  not_tried: 'bad',
} as const satisfies Record<AnswerKind, Tone>;

async function factsOf(
  record: PaymentRecord,
  { locale, timeZone, now }: Reader,
  { kind, amount }: { kind: AnswerKind; amount: string },
): Promise<Answer['facts']> {
  const t = questionTexts(locale);
  const { payment } = record;
  const attempt = currentAttempt(record);
  const operator = (attempt?.operatorReported ?? attempt?.operator) as OperatorId | undefined; // held to the list by a CHECK
  const paid = kind === 'paid' || kind === 'given_back';
  const code = attempt?.failureCode ?? payment.failureCode;
  const when = (at: Date) => whenText({ at, locale, timeZone, today: now });
  const facts: [string, string, string | null | undefined][] = [
    ['amount', t.fact_amount, amount],
    ['reference', t.fact_reference, payment.reference],
    ['created', t.fact_created, paid ? null : when(payment.createdAt)],
    ['when', t.fact_when, paid && payment.completedAt !== null ? when(payment.completedAt) : null],
    ['operator', t.fact_operator, operator === undefined ? null : OPERATORS[operator].name.label],
    ['operatorReference', t.fact_operatorReference, attempt?.operatorReference],
    [
      'transaction',
      t.fact_transaction,
      paid && attempt?.operatorReference === null ? attempt.transactionId : null,
    ],
    ['phone', t.fact_phone, (attempt && record.attemptPhones[attempt.id]) ?? record.payer?.phoneMasked],
    ['source', t.fact_source, paid ? await sourceOf(record, locale) : null],
    ['reason', t.fact_reason, kind === 'not_paid' && isFailureCode(code) ? REASONS[locale][code] : null],
  ];
  return facts.flatMap(([key, term, value]) =>
    value === null || value === undefined ? [] : [{ key, term, value }],
  );
}

/** Who said that the money arrived: the first word that moved the payment. */
async function sourceOf({ payment }: PaymentRecord, locale: Locale): Promise<string | null> {
  const seen = await db.observation.findFirst({
    where: {
      paymentId: payment.id,
      merchantId: payment.merchantId,
      outcome: 'succeeded',
      applied: { in: ['moved', 'late'] },
    },
    orderBy: { at: 'asc' },
    select: { source: true },
  });
  const source = SOURCES.find((one) => one === seen?.source);
  return source === undefined ? null : SOURCE_WORDS[locale][source];
}

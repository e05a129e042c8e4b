/** What happened around a payment besides the operator's word: callbacks, postings, webhooks, notes, people. */

import { fill } from '#components/portal/texts.ts';
import { webhookAnswer } from '#components/portal/webhook-answer.ts';
import { db } from '#lib/db.ts';
import type {
  AuditEntry,
  Callback,
  DeliveryTry,
  PaymentNote,
  Posting,
} from '#lib/generated/prisma/client.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { type Currency, formatMoney, money } from '#lib/money.ts';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import { shownCallback } from '#lib/payments/shown-callback.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import { type PaymentTexts, paymentTexts } from '../texts.ts';
import type { TimelineLine } from './timeline.ts';

const READ_MAX = 200;

export interface Around {
  record: PaymentRecord;
  locale: Locale;
  tries: readonly DeliveryTry[];
  notes: readonly PaymentNote[];
  /** Members by id. */
  names: ReadonlyMap<string, string>;
}

export async function readOtherLines(around: Around): Promise<TimelineLine[]> {
  const { record, tries, notes } = around;
  const { id, merchantId, mode } = record.payment;
  const [callbacks, postings, acts] = await Promise.all([
    db.callback.findMany({
      where: { attemptId: { in: record.attempts.map((attempt) => attempt.id) } },
      orderBy: { receivedAt: 'desc' },
      take: READ_MAX,
    }),
    db.posting.findMany({
      where: { resourceId: id, merchantId, mode },
      orderBy: { createdAt: 'desc' },
      take: READ_MAX,
    }),
    listActs(record),
  ]);
  return [
    ...callbacks.map((callback) => callbackLine(callback, around)),
    ...postings.map((posting) => postingLine(posting, around)),
    ...tries.map((one) => tryLine(one, around)),
    ...notes.map((note) => noteLine(note, around)),
    ...acts.map((act) => actLine(act, around)),
  ];
}

/** What members did with this payment. */
function listActs({ payment }: PaymentRecord): Promise<AuditEntry[]> {
  return db.auditEntry.findMany({
    where: { merchantId: payment.merchantId, targetId: payment.id },
    orderBy: { at: 'desc' },
    take: READ_MAX,
  });
}

/** The names behind the ids of members, also of those who have left the team. */
export async function memberNames(merchantId: string): Promise<Map<string, string>> {
  const members = await db.member.findMany({
    where: { merchantId },
    select: { id: true, name: true },
    take: 1_000,
  });
  return new Map(members.map(({ id, name }) => [id, name]));
}

function callbackLine(callback: Callback, { record, locale }: Around): TimelineLine {
  const t = paymentTexts(locale);
  const provider = record.attempts.find(({ id }) => id === callback.attemptId)?.provider ?? '';
  const status = `callback_${callback.status}`;
  const details = shownCallback(callback) ?? [];
  return {
    ...single(callback.id, 'callback', callback.receivedAt),
    text: fill(t.line_callback, {
      provider: isProviderId(provider) ? providerById(provider).manifest.name : provider,
      status: status in t ? t[status as keyof PaymentTexts] : callback.status,
    }),
    ...(details.length > 0 && { details }),
  };
}

function postingLine(posting: Posting, { locale }: Around): TimelineLine {
  const t = paymentTexts(locale);
  const currency = posting.currency as Currency; // written from Money alone
  return {
    ...single(posting.id, 'posting', posting.createdAt),
    text: fill(t.line_posting, {
      amount: formatMoney(money(posting.amount, currency), locale),
      from: accountWords(posting.fromAccount, t),
      to: accountWords(posting.toAccount, t),
    }),
  };
}

/** An account of the books in words (lib/ledger/accounts.ts makes the names). */
function accountWords(account: string, t: PaymentTexts): string {
  const [kind = '', first = '', wallet = '', pocket = ''] = account.split(':');
  if (kind === 'provider') {
    const operator = Object.entries(OPERATORS).find(([id]) => id === wallet)?.[1];
    return fill(t.account_provider, { wallet: operator?.name.label ?? wallet });
  }
  const names: Record<string, string> = {
    'merchant:available': t.account_available,
    'merchant:payouts': t.account_payouts,
    surplus: t.account_surplus,
    suspense: t.account_suspense,
    'fees:gateway': t.account_fees_gateway,
    'fees:provider': t.account_fees_provider,
  };
  const key = kind === 'merchant' ? `merchant:${pocket}` : kind === 'fees' ? `fees:${first}` : kind;
  return names[key] ?? account;
}

function tryLine(one: DeliveryTry, { locale }: Around): TimelineLine {
  const t = paymentTexts(locale);
  return {
    ...single(one.id, 'webhook', one.at),
    text: fill(t.line_webhook, { number: String(one.number), result: webhookAnswer(one, locale) }),
  };
}

function noteLine(note: PaymentNote, { locale, names }: Around): TimelineLine {
  const t = paymentTexts(locale);
  return {
    ...single(note.id, 'note', note.createdAt),
    text: fill(t.line_note, { name: names.get(note.memberId) ?? t.formerMember }),
    note: note.text,
  };
}

function actLine(act: AuditEntry, { locale, names }: Around): TimelineLine {
  const t = paymentTexts(locale);
  const name = act.memberId === null ? t.gateway : (names.get(act.memberId) ?? t.formerMember);
  const key = `line_${act.action}`;
  const words = key in t ? t[key as keyof PaymentTexts] : t.line_person;
  return { ...single(act.id, 'person', act.at), text: fill(words, { name, action: act.action }) };
}

function single(key: string, kind: TimelineLine['kind'], at: Date) {
  return { key, kind, at, firstAt: at, count: 1 };
}

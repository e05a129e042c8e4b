'use server';

import { notFound, redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { systemClock } from '#lib/clock.ts';
import { inTransaction } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { type AuditAction, type AuditFact, writeAudit } from '#lib/merchants/audit.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import { askNow } from '#lib/payments/ask-now.ts';
import { findPayment } from '#lib/payments/find.ts';
import { addNote, noteFields } from '#lib/payments/notes.ts';
import { payerDetails } from '#lib/payments/payer-details.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { DIAL_CODE, formatNational, parseE164 } from '#lib/phone.ts';
import { listPaymentDeliveries } from '#lib/webhooks/find-deliveries.ts';
import { redeliver } from '#lib/webhooks/redeliver.ts';
import { langOf, modeOf, withQuery } from '../../address.ts';
import { readFields } from '../../form-fields.ts';
import { requireActingMember } from '../../member.ts';

/** Who acts on which payment of theirs; another's is the same 404 as none. */
async function acting(form: FormData, permission: Permission) {
  const { session, peer } = await requireActingMember(permission);
  const scope = { merchantId: session.merchant.id, appId: 'all', mode: modeOf(text(form, 'mode')) } as const;
  const record = (await findPayment(scope, text(form, 'payment'))) ?? notFound();
  const now = systemClock.now();
  const audit = (action: AuditAction, after?: AuditFact['after']): AuditFact => ({
    merchantId: session.merchant.id,
    memberId: session.member.id,
    action,
    targetId: record.payment.id,
    peer,
    at: now,
    ...(after !== undefined && { after }),
  });
  return { session, record, now, audit };
}

/** Whole numbers, once for each time they are asked for; the line in the audit log is written first. */
export async function showPhoneAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  if (text(form, 'hide') !== '') return {};
  const { record, audit } = await acting(form, 'payments.phone');
  await inTransaction((tx) => writeAudit(tx, audit('payment_phone_shown')));
  const shown: [string, string][] = [];
  for (const owner of [record.payment.id, ...record.attempts.map(({ id }) => id)]) {
    const { phone } = await payerDetails(owner);
    if (phone !== undefined) shown.push([ownerKey(record, owner), wholeNumber(phone)]);
  }
  return { shown: Object.fromEntries(shown) };
}

export async function askNowAction(form: FormData): Promise<void> {
  const { record, now, audit } = await acting(form, 'payments.act');
  const result = await askNow(record.payment, {
    now,
    asked: (tx) => writeAudit(tx, audit('payment_asked_about')),
  });
  redirect(back(form, record, result));
}

export async function addNoteAction(form: FormData): Promise<void> {
  const { session, record, now } = await acting(form, 'payments.act');
  const read = readFields(noteFields, form);
  if (!read.ok) redirect(back(form, record, 'note_wrong'));
  const note = { memberId: session.member.id, text: read.fields.text, now };
  const added = await inTransaction((tx) => addNote(tx, record.payment, note));
  redirect(back(form, record, added ? 'noted' : 'note_too_many'));
}

/** Sends one of this payment's messages to the shop again. */
export async function sendAgainAction(form: FormData): Promise<void> {
  const { record, now, audit } = await acting(form, 'payments.act');
  const { id, merchantId, appId } = record.payment;
  const scope = { merchantId, appId, mode: modeOf(record.payment.mode) };
  const deliveries = await listPaymentDeliveries(scope, id);
  const delivery = deliveries.find((one) => one.id === text(form, 'delivery')) ?? notFound();
  const sent = await redeliver(scope, delivery.id, {
    now,
    together: async (tx, deliveryId) => {
      await writeAudit(tx, audit('delivery_sent_again', { delivery: deliveryId, type: delivery.type }));
      return true;
    },
  }).catch((error: unknown) => {
    if (error instanceof AppError) return 'not_sent' as const;
    throw error;
  });
  redirect(back(form, record, typeof sent === 'object' ? 'sent_again' : 'not_sent'));
}

/** `customer`, or the number of the attempt. */
function ownerKey({ payment, attempts }: PaymentRecord, owner: string): string {
  if (owner === payment.id) return 'customer';
  return String(attempts.find(({ id }) => id === owner)?.number ?? 0);
}

/** "+237 6 70 00 07 89". */
function wholeNumber(e164: string): string {
  const phone = parseE164(e164);
  return phone === undefined
    ? e164
    : `+${DIAL_CODE[phone.country]} ${formatNational(phone).replace(phone.country === 'CD' ? /^0/ : /^$/, '')}`;
}

function back(form: FormData, { payment }: PaymentRecord, done: string): string {
  const mode = modeOf(payment.mode);
  const lang = langOf(text(form, 'lang'));
  return withQuery(`/portal/payments/${payment.id}`, {
    mode: mode === 'live' ? mode : undefined,
    lang,
    done,
  });
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** A merchant's own settings: profile, how long payers' details are kept, erasing one payer, closing the account. */
import type { z } from 'zod';
import { COUNTRIES, type Country } from '#lib/countries.ts';
import { db, inTransaction, sql } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Merchant } from '#lib/generated/prisma/client.ts';
import { type Phone, parseE164, parsePhone } from '#lib/phone.ts';
import { phoneHash } from '#lib/secrets.ts';
import { noteAct } from './note-act.ts';
import type { Acting } from './second-factor.ts';
import type { profileFields } from './settings-fields.ts';

export function ownMerchant({ session }: Pick<Acting, 'session'>): Promise<Merchant> {
  return db.merchant.findUniqueOrThrow({ where: { id: session.merchant.id } });
}

export async function changeProfile(acting: Acting, profile: z.output<typeof profileFields>): Promise<void> {
  await inTransaction(async (tx) => {
    const { id } = acting.session.merchant;
    const { name, country, timezone, locale } = await tx.merchant.findUniqueOrThrow({ where: { id } });
    await tx.merchant.update({ where: { id }, data: profile });
    await noteAct(tx, acting, {
      action: 'profile_changed',
      targetId: id,
      before: { name, country, timezone, locale },
      after: profile,
    });
  });
}

/** @param days null: payers' details are kept */
export async function changeRetention(acting: Acting, days: number | null): Promise<void> {
  await inTransaction(async (tx) => {
    const { id } = acting.session.merchant;
    const before = await tx.merchant.findUniqueOrThrow({ where: { id } });
    await tx.merchant.update({ where: { id }, data: { retentionDays: days } });
    await noteAct(tx, acting, {
      action: 'retention_changed',
      targetId: id,
      before: { days: before.retentionDays ?? 'kept' },
      after: { days: days ?? 'kept' },
    });
  });
}

/** A number as a person types it, in the merchant's country first. */
export function payerPhone(typed: string, country: string): Phone | undefined {
  const known = COUNTRIES.find((one) => one === country);
  const compact = typed.replace(/[\s.-]/g, '');
  const international = parseE164(compact);
  if (international !== undefined || known === undefined) return international;
  const parsed = parsePhone(typed, known satisfies Country);
  return parsed.ok ? parsed.phone : undefined;
}

/**
 * Erases what is known of one payer, in both modes: number, name and e-mail of every payment that this number took part
 * in. Payments that are not over keep theirs until they are, because their operator may still have to be asked.
 *
 * @returns how many payments were erased, and how many still need their details
 */
export async function erasePayer(acting: Acting, phone: Phone): Promise<{ erased: number; kept: number }> {
  const merchantId = acting.session.merchant.id;
  const hash = Buffer.from(phoneHash(merchantId, phone.e164));
  return inTransaction(async (tx) => {
    const payments = await tx.$queryRaw<{ id: string; over: boolean }[]>(sql`
      SELECT DISTINCT p.id, p.status IN ('succeeded', 'failed', 'canceled', 'expired') AS over
      FROM payer_details d JOIN payments p ON p.id = d.payment_id
      WHERE d.merchant_id = ${merchantId} AND d.phone_hash = ${hash}`);
    const over = payments.filter((payment) => payment.over).map(({ id }) => id);
    await tx.payerDetail.deleteMany({ where: { merchantId, paymentId: { in: over } } });
    const counts = { erased: over.length, kept: payments.length - over.length };
    // The number itself does not go into a log that nobody can erase.
    await noteAct(tx, acting, { action: 'payer_erased', after: counts });
    return counts;
  });
}

/**
 * Closes the account: nobody signs in any more and no key works; payments under way are followed to their end, and the
 * books stay. Only the platform could open it again.
 *
 * @throws AppError request_invalid when the typed name is not the merchant's, or the merchant operates this gateway
 */
export async function closeAccount(acting: Acting, typedName: string): Promise<void> {
  const { merchant } = acting.session;
  if (merchant.platform) {
    throw new AppError(
      'request_invalid',
      'The organisation that operates this gateway cannot close its account.',
    );
  }
  if (typedName.trim() !== merchant.name.trim()) {
    throw new AppError('request_invalid', 'Type the name exactly as it stands above.');
  }
  await inTransaction(async (tx) => {
    const { count } = await tx.merchant.updateMany({
      where: { id: merchant.id, closedAt: null },
      data: { closedAt: acting.now },
    });
    if (count > 0) await noteAct(tx, acting, { action: 'account_closed', targetId: merchant.id });
  });
}

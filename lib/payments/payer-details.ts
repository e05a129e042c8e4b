/** Personal details: sealed, found by a keyed hash, shown masked, in one erasable table (domain rule 11). */

import { db } from '#lib/db.ts';
import { maskPhone, type Phone } from '#lib/phone.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, phoneHash, seal } from '#lib/secrets.ts';

export interface PayerDetails {
  phone?: string;
  name?: string;
  email?: string;
}

/** The row of a payment's customer (`ownerId` pay_…) or of an attempt's payer (att_…). */
export function payerRow(owner: {
  ownerId: string;
  paymentId: string;
  merchantId: string;
  phone?: Phone | undefined;
  name?: string | undefined;
  email?: string | undefined;
}) {
  const { ownerId, paymentId, merchantId, phone, name, email } = owner;
  const details: PayerDetails = {
    ...(phone === undefined ? {} : { phone: phone.e164 }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  };
  return {
    ownerId,
    paymentId,
    merchantId,
    sealed: new Uint8Array(seal(JSON.stringify(details), sealPurpose.payerDetails(ownerId))),
    phoneHash: phone === undefined ? null : new Uint8Array(phoneHash(merchantId, phone.e164)),
    phoneMasked: phone === undefined ? null : maskPhone(phone),
  };
}

/** Opens the details of one owner; empty when there are none or they were erased. */
export async function payerDetails(ownerId: string): Promise<PayerDetails> {
  const row = await db.payerDetail.findUnique({ where: { ownerId } });
  if (row === null) return {};
  const details: PayerDetails = JSON.parse(open(row.sealed, sealPurpose.payerDetails(ownerId))); // sealed by payerRow alone
  return details;
}

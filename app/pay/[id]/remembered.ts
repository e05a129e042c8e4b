/**
 * The account that a payer asked this device to keep, for the next payment here. A sealed cookie: readable by no script,
 * sent to payers' pages only, and gone when the payer takes the tick away.
 */
import { z } from 'zod';
import type { Country } from '#lib/countries.ts';
import { env } from '#lib/env.ts';
import { isOperatorId, type OperatorId } from '#lib/operators/catalogue.ts';
import { type Phone, parseE164 } from '#lib/phone.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, seal } from '#lib/secrets.ts';

export interface RememberedAccount {
  operator: OperatorId;
  phone: Phone;
}

export const REMEMBERED_COOKIE = 'account';
const KEEP_SECONDS = 180 * 24 * 60 * 60;

const KEPT = z.object({ operator: z.custom<OperatorId>(isOperatorId), phone: z.string().max(20) });

/** The account in a cookie's value; undefined when there is none for this country or it does not open. */
export function readRemembered(value: string | undefined, country: Country): RememberedAccount | undefined {
  if (value === undefined || value.length > 500) return undefined;
  try {
    const kept = KEPT.parse(JSON.parse(open(Buffer.from(value, 'base64url'), sealPurpose.rememberedAccount)));
    const phone = parseE164(kept.phone);
    return phone?.country === country ? { operator: kept.operator, phone } : undefined;
  } catch {
    // Sealed under a former secret, or not by us: nothing is remembered.
    return undefined;
  }
}

/** The Set-Cookie line that keeps an account on this device, or takes it away. */
export function rememberCookie(account: RememberedAccount | undefined): string {
  const secure = env().publicUrl.startsWith('https:') ? '; Secure' : '';
  const rest = `Path=/pay; HttpOnly; SameSite=Lax${secure}`;
  if (account === undefined) return `${REMEMBERED_COOKIE}=; Max-Age=0; ${rest}`;
  const text = JSON.stringify({ operator: account.operator, phone: account.phone.e164 });
  const value = Buffer.from(seal(text, sealPurpose.rememberedAccount)).toString('base64url');
  return `${REMEMBERED_COOKIE}=${value}; Max-Age=${KEEP_SECONDS}; ${rest}`;
}

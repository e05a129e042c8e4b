/**
 * A provider's page that asks for number and PIN, then for a one-time code (`manifest.page`): what an answer of the payer
 * changes. No PIN is kept; any four digits but 0000 are right.
 */
import { addMs } from '#lib/clock.ts';
import { parsePhone } from '#lib/phone.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { CODE_RIGHT } from './otp.ts';
import type { PageDecision } from './page.ts';
import { detailsOf, type Row } from './transactions.ts';
import { codeText } from './words.ts';

export type PinPage = NonNullable<Manifest['page']>;

/** What the page asks for now. */
export type PinPageStep = 'number_and_pin' | 'code';

export type PinPageAnswer =
  /** The number's story begins. */
  | { kind: 'confirmed' }
  | { kind: 'ended'; status: 'failed' | 'canceled' | 'expired'; failure: string }
  /** The page goes on: another try, or the next step, with an SMS to the number. */
  | {
      kind: 'goes_on';
      data: { phone?: string; status?: string; code?: string; details: object };
      sms?: string;
    };

export function pinPageStep(row: Pick<Row, 'status'>): PinPageStep {
  return row.status === 'requires_otp' ? 'code' : 'number_and_pin';
}

/** True once nothing can be done on the page any more but leave it. */
export function isPageOver(row: Pick<Row, 'createdAt'>, page: PinPage, now: Date): boolean {
  return now >= addMs(row.createdAt, page.lifeMs);
}

/** How often number or PIN may still be wrong; the last time blocks the account. */
export function pinTriesLeft(row: Row, page: PinPage): number {
  return page.pinTries - (detailsOf(row).pinTries ?? 0);
}

export function answerPinPage(
  row: Row,
  decision: PageDecision,
  { manifest, page, now }: { manifest: Manifest; page: PinPage; now: Date },
): PinPageAnswer {
  if (isPageOver(row, page, now)) return { kind: 'ended', status: 'expired', failure: 'session_expired' };
  if (decision.action === 'back') return { kind: 'ended', status: 'canceled', failure: 'canceled_on_page' };
  const details = detailsOf(row);
  // A second click finds the page a step further: what it sent was for the step before.
  if (decision.step !== pinPageStep(row)) return { kind: 'goes_on', data: { details } };
  // TMoney sends a payer with a wrong code back as after a cancel (document, "la procedure de paiment").
  if (pinPageStep(row) === 'code') {
    return decision.code === row.code
      ? { kind: 'confirmed' }
      : { kind: 'ended', status: 'canceled', failure: 'otp_invalid' };
  }
  // A number that came with the order is locked.
  const typed = parsePhone(row.phone === '' ? decision.number : row.phone, manifest.country);
  if (typed.ok && isRightPin(decision.pin ?? '')) {
    const data = { phone: typed.phone.e164, status: 'requires_otp', code: CODE_RIGHT, details };
    return { kind: 'goes_on', data, sms: codeText(CODE_RIGHT, details.locale) };
  }
  return pinTriesLeft(row, page) <= 1
    ? { kind: 'ended', status: 'failed', failure: 'auth_failed' }
    : { kind: 'goes_on', data: { details: { ...details, pinTries: (details.pinTries ?? 0) + 1 } } };
}

function isRightPin(pin: string): boolean {
  return /^\d{4}$/.test(pin) && pin !== '0000';
}

'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { systemClock } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import {
  changeProfile,
  changeRetention,
  closeAccount,
  erasePayer,
  payerPhone,
} from '#lib/merchants/settings.ts';
import { profileFields, retentionFields } from '#lib/merchants/settings-fields.ts';
import { SIGN_IN, withQuery } from '../address.ts';
import { readFields } from '../form-fields.ts';
import { requireActingMember, requireSecondFactor } from '../member.ts';

const PATH = '/portal/settings';

async function acting(permission: Permission) {
  const { session, peer } = await requireActingMember(permission);
  return { session, peer, now: systemClock.now() };
}

export async function profileAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const who = await acting('settings.manage');
  const read = readFields(profileFields, form);
  if (!read.ok) return read.result;
  await changeProfile(who, read.fields);
  redirect(here(form, { done: 'profile' }));
}

export async function retentionAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const who = await acting('settings.manage');
  const read = readFields(retentionFields, form);
  if (!read.ok) return read.result;
  await changeRetention(who, read.fields.days === '' ? null : Number(read.fields.days));
  redirect(here(form, { done: 'retention' }));
}

/** The number never stands in an address: what was found is told by counts. */
export async function eraseAction(form: FormData): Promise<void> {
  const who = await acting('settings.manage');
  await requireSecondFactor(who.session, here(form, {}));
  const phone = payerPhone(String(form.get('phone') ?? ''), who.session.merchant.country);
  if (phone === undefined) redirect(here(form, { done: 'phone_wrong' }));
  const { erased, kept } = await erasePayer(who, phone);
  redirect(here(form, { done: 'erased', erased: String(erased), kept: String(kept) }));
}

export async function closeAction(form: FormData): Promise<void> {
  const who = await acting('account.close');
  await requireSecondFactor(who.session, here(form, {}));
  try {
    await closeAccount(who, String(form.get('name') ?? ''));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    redirect(here(form, { done: 'name_differs' }));
  }
  redirect(SIGN_IN);
}

function here(form: FormData, parameters: Record<string, string>): string {
  return withQuery(PATH, { mode: form.get('mode') === 'live' ? 'live' : undefined, ...parameters });
}

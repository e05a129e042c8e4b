'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { acceptFields } from '#lib/merchants/account-fields.ts';
import { acceptInvitation } from '#lib/merchants/invitations.ts';
import { langOf, SIGN_IN } from '../../address.ts';
import { readFields } from '../../form-fields.ts';
import { knock } from '../../open-door.ts';

/** Makes the account; the person signs in with it. */
export async function acceptAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { peer, now } = await knock();
  const read = readFields(acceptFields, form);
  if (!read.ok) return read.result;
  const locale = langOf(String(form.get('lang'))) ?? 'fr';
  const made = await acceptInvitation(String(form.get('token') ?? ''), { ...read.fields, locale, peer, now });
  return made === undefined ? { problem: 'linkOver' } : redirect(`${SIGN_IN}?welcome=1&lang=${locale}`);
}

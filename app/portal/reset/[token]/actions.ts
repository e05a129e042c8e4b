'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { resetFields } from '#lib/merchants/account-fields.ts';
import { resetByLink } from '#lib/merchants/password-reset.ts';
import { langOf, SIGN_IN, withQuery } from '../../address.ts';
import { readFields } from '../../form-fields.ts';
import { knock } from '../../open-door.ts';

/** Sets the new password; the person signs in with it. */
export async function resetAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { peer, now } = await knock();
  const read = readFields(resetFields, form);
  if (!read.ok) return read.result;
  const done = await resetByLink(String(form.get('token') ?? ''), { ...read.fields, peer, now });
  const lang = langOf(String(form.get('lang')));
  return done ? redirect(withQuery(SIGN_IN, { welcome: '1', lang })) : { problem: 'linkOver' };
}

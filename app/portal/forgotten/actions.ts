'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { resetRequestFields } from '#lib/merchants/account-fields.ts';
import { askForReset } from '#lib/merchants/password-reset.ts';
import { readFields } from '../form-fields.ts';
import { knock } from '../open-door.ts';

/** The same answer whether the address has an account or not. */
export async function askForResetAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { peer, now } = await knock();
  const read = readFields(resetRequestFields, form);
  if (!read.ok) return read.result;
  await askForReset({ email: read.fields.email, peer, now });
  redirect('/portal/forgotten?sent=1');
}

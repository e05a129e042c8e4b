'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { codeFields } from '#lib/merchants/account-fields.ts';
import { proveSecondFactor } from '#lib/merchants/second-factor.ts';
import { SIGN_IN, safeNext } from '../address.ts';
import { readFields } from '../form-fields.ts';
import { browserSession } from '../member.ts';
import { knock } from '../open-door.ts';

/** Takes the code and goes on to where the person was. */
export async function proveAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { peer, now } = await knock();
  const session = await browserSession();
  if (session === undefined) redirect(SIGN_IN);
  const read = readFields(codeFields, form);
  if (!read.ok) return read.result;
  const result = await proveSecondFactor({ session, peer, now }, read.fields.code);
  switch (result.kind) {
    case 'proven':
      return redirect(safeNext(String(form.get('next') ?? '')));
    case 'limited':
      return { problem: 'tooMany' };
    case 'refused':
    case 'not_enrolled':
      return { errors: { code: 'codeWrong' } };
  }
}

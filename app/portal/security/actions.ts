'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { systemClock } from '#lib/clock.ts';
import { changePasswordFields, codeFields } from '#lib/merchants/account-fields.ts';
import { changeOwnPassword } from '#lib/merchants/own-password.ts';
import {
  beginEnrolment,
  confirmEnrolment,
  disableSecondFactor,
  renewRecoveryCodes,
} from '#lib/merchants/second-factor.ts';
import { SIGN_IN, safeNext, withQuery } from '../address.ts';
import { readFields } from '../form-fields.ts';
import { requireActingMember, requireSecondFactor } from '../member.ts';
import { forgetShown, readOnce, showOnce } from './shown-once.ts';

const PATH = '/portal/security';

async function acting() {
  const { session, peer } = await requireActingMember('self.manage');
  return { session, peer, now: systemClock.now() };
}

/** Shows a new secret for the authenticator app. */
export async function beginAction(form: FormData): Promise<void> {
  const who = await acting();
  const begun = await beginEnrolment(who);
  if (begun !== undefined) await showOnce(who.session, { kind: 'enrolment', ...begun });
  redirect(here(form));
}

/** The first code of the new secret turns the second factor on; the recovery codes are shown next. */
export async function confirmAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const who = await acting();
  const read = readFields(codeFields, form);
  if (!read.ok) return read.result;
  const codes = await confirmEnrolment(who, read.fields.code);
  if (codes === undefined) return { errors: { code: 'codeWrong' } };
  await showOnce(who.session, { kind: 'recovery', codes });
  redirect(here(form, 'enabled'));
}

/** The codes are written down: they are forgotten here, and the person goes on to where they were going. */
export async function keptAction(form: FormData): Promise<void> {
  const { session } = await acting();
  const shown = await readOnce(session);
  await forgetShown();
  const next = String(form.get('next') ?? '');
  redirect(next !== '' && shown?.kind === 'recovery' ? safeNext(next) : here(form));
}

export async function renewAction(form: FormData): Promise<void> {
  const who = await acting();
  await requireSecondFactor(who.session, PATH);
  await showOnce(who.session, { kind: 'recovery', codes: await renewRecoveryCodes(who) });
  redirect(here(form, 'renewed'));
}

export async function disableAction(form: FormData): Promise<void> {
  const who = await acting();
  await requireSecondFactor(who.session, PATH);
  await disableSecondFactor(who);
  await forgetShown();
  redirect(here(form, 'disabled'));
}

/** Ends every session, this one too: the person signs in with the new password. */
export async function changePasswordAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const who = await acting();
  const read = readFields(changePasswordFields, form);
  if (!read.ok) return read.result;
  const changed = await changeOwnPassword(who, read.fields);
  if (changed === 'limited') return { problem: 'tooMany' };
  if (changed === 'refused') return { errors: { current: 'currentWrong' } };
  redirect(`${SIGN_IN}?welcome=1`);
}

function here(form: FormData, done?: string): string {
  const next = String(form.get('next') ?? '');
  const mode = form.get('mode') === 'live' ? 'live' : undefined;
  return withQuery(PATH, { done, mode, next: next === '' ? undefined : safeNext(next) });
}

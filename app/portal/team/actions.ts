'use server';

import { redirect } from 'next/navigation';
import { ROLE_WORDS } from '#components/portal/account/texts.ts';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { systemClock } from '#lib/clock.ts';
import { invitationFields } from '#lib/merchants/account-fields.ts';
import { type InviteResult, invite, revokeInvitation } from '#lib/merchants/invitations.ts';
import { isRole } from '#lib/merchants/roles.ts';
import { giveRole, setDisabled, type TeamChange } from '#lib/merchants/team.ts';
import { withQuery } from '../address.ts';
import { readFields } from '../form-fields.ts';
import { requireActingMember, requireSecondFactor } from '../member.ts';

const PATH = '/portal/team';

async function acting() {
  const { session, peer } = await requireActingMember('team.manage');
  return { session, peer, now: systemClock.now() };
}

const INVITE_PROBLEMS = {
  already_member: 'alreadyMember',
  address_taken: 'addressTaken',
  role_too_high: 'roleTooHigh',
  too_many: 'tooManyInvitations',
} as const satisfies Record<Exclude<InviteResult, 'invited'>, string>;

export async function inviteAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const who = await acting();
  const read = readFields(invitationFields, form);
  if (!read.ok) return read.result;
  const { email, role } = read.fields;
  const { locale } = who.session.member;
  const result = await invite(who, { email, role, locale, roleName: ROLE_WORDS[locale][role].name });
  if (result !== 'invited') return { errors: { email: INVITE_PROBLEMS[result] }, values: { email, role } };
  redirect(back(form, 'invited'));
}

export async function revokeInvitationAction(form: FormData): Promise<void> {
  const done = await revokeInvitation(await acting(), String(form.get('invitation') ?? ''));
  redirect(back(form, done ? 'revoked' : undefined));
}

/** Rights over money are given with a second factor. */
export async function changeRoleAction(form: FormData): Promise<void> {
  const who = await acting();
  await requireSecondFactor(who.session, PATH);
  const role = form.get('role');
  if (!isRole(role)) redirect(back(form));
  redirect(back(form, told(await giveRole(who, String(form.get('member') ?? ''), role), 'role')));
}

export async function disableMemberAction(form: FormData): Promise<void> {
  redirect(
    back(form, told(await setDisabled(await acting(), String(form.get('member') ?? ''), true), 'disabled')),
  );
}

export async function enableMemberAction(form: FormData): Promise<void> {
  const who = await acting();
  await requireSecondFactor(who.session, PATH);
  redirect(back(form, told(await setDisabled(who, String(form.get('member') ?? ''), false), 'enabled')));
}

function told(change: TeamChange, done: string): string {
  return change === 'done' ? done : change;
}

function back(form: FormData, done?: string): string {
  return withQuery(PATH, { done, mode: form.get('mode') === 'live' ? 'live' : undefined });
}

'use server';

import { notFound, redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { systemClock } from '#lib/clock.ts';
import { assignDiscrepancy } from '#lib/discrepancies/assign.ts';
import { decisionFields } from '#lib/discrepancies/fields.ts';
import { agreeWithProposal, declineProposal, settleDiscrepancy } from '#lib/discrepancies/settle.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import { deps } from '#lib/payments/types.ts';
import { modeOf, withQuery } from '../address.ts';
import { readFields } from '../form-fields.ts';
import { requireActingMember, requireSecondFactor } from '../member.ts';

const PATH = '/portal/discrepancies';

async function acting(form: FormData, permission: Permission) {
  const { session, peer } = await requireActingMember(permission);
  const mode = modeOf(textOf(form, 'mode'));
  return { session, peer, mode, now: systemClock.now() };
}

/** A decision about money: proposed where two must agree, carried out otherwise. */
export async function decideAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const who = await acting(form, 'discrepancies.settle');
  await requireSecondFactor(who.session, here(form));
  const read = readFields(decisionFields, form);
  if (!read.ok) return read.result;
  const { decision, reason, reference, amount } = read.fields;
  const values = { decision, reason, reference, amount };
  const result = await settleDiscrepancy(who, textOf(form, 'discrepancy'), read.fields, deps());
  if (result === 'amount_differs') return { errors: { amount: 'amountDiffers' }, values };
  if (result === 'reference_used') return { errors: { reference: 'referenceUsed' }, values };
  if (result === 'not_found') notFound();
  redirect(here(form, result));
}

export async function agreeAction(form: FormData): Promise<void> {
  const who = await acting(form, 'discrepancies.settle');
  await requireSecondFactor(who.session, here(form));
  const [discrepancy, proposal] = [textOf(form, 'discrepancy'), textOf(form, 'proposal')];
  const result = await agreeWithProposal(who, discrepancy, proposal, deps());
  if (result === 'not_found') notFound();
  redirect(here(form, result));
}

export async function declineAction(form: FormData): Promise<void> {
  const who = await acting(form, 'discrepancies.settle');
  const result = await declineProposal(who, textOf(form, 'discrepancy'), textOf(form, 'proposal'));
  if (result === 'not_found') notFound();
  redirect(here(form, result));
}

export async function assignAction(form: FormData): Promise<void> {
  const who = await acting(form, 'discrepancies.assign');
  const to = textOf(form, 'assignee');
  const result = await assignDiscrepancy(who, textOf(form, 'discrepancy'), to === '' ? null : to);
  if (result === 'not_found') notFound();
  redirect(here(form, result));
}

/** The discrepancy's page, in its mode. */
function here(form: FormData, done?: string): string {
  const mode = modeOf(textOf(form, 'mode'));
  const path = `${PATH}/${encodeURIComponent(textOf(form, 'discrepancy'))}`;
  return withQuery(path, { done, mode: mode === 'live' ? mode : undefined });
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

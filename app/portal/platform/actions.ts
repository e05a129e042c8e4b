'use server';

import { redirect } from 'next/navigation';
import { systemClock } from '#lib/clock.ts';
import {
  answerLiveRequest,
  approveMerchant,
  type PlatformResult,
  resumeMerchant,
  suspendMerchant,
} from '#lib/merchants/platform.ts';
import { withQuery } from '../address.ts';
import { requireActingMember, requireSecondFactor } from '../member.ts';

const PATH = '/portal/platform';
const REASON_MAX = 500;

/** Every one of these opens or closes a way for real money. */
async function acting(form: FormData) {
  const { session, peer } = await requireActingMember('platform.operate');
  await requireSecondFactor(session, here(form));
  return { session, peer, now: systemClock.now() };
}

export async function approveMerchantAction(form: FormData): Promise<void> {
  const who = await acting(form);
  redirect(told(form, await approveMerchant(who, text(form, 'merchant')), 'approved'));
}

export async function suspendMerchantAction(form: FormData): Promise<void> {
  const who = await acting(form);
  const reason = reasonOf(form);
  redirect(told(form, await suspendMerchant(who, text(form, 'merchant'), reason), 'suspended'));
}

export async function resumeMerchantAction(form: FormData): Promise<void> {
  const who = await acting(form);
  redirect(told(form, await resumeMerchant(who, text(form, 'merchant')), 'resumed'));
}

export async function approveLiveAction(form: FormData): Promise<void> {
  const who = await acting(form);
  redirect(told(form, await answerLiveRequest(who, text(form, 'app'), { approve: true }), 'live'));
}

export async function refuseLiveAction(form: FormData): Promise<void> {
  const who = await acting(form);
  const answer = { approve: false, reason: reasonOf(form) } as const;
  redirect(told(form, await answerLiveRequest(who, text(form, 'app'), answer), 'refused'));
}

function reasonOf(form: FormData): string {
  const reason = text(form, 'reason').slice(0, REASON_MAX);
  if (reason === '') redirect(here(form, 'reason_missing'));
  return reason;
}

function text(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim();
}

function told(form: FormData, result: PlatformResult, done: string): string {
  return here(form, result === 'done' ? done : result);
}

function here(form: FormData, done?: string): string {
  return withQuery(PATH, { mode: form.get('mode') === 'live' ? 'live' : undefined, done });
}

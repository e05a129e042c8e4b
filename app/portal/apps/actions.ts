'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { appFields, newAppFields } from '#lib/merchants/app-fields.ts';
import { removeLogo } from '#lib/merchants/app-logo.ts';
import { changeApp, createApp, requestLive } from '#lib/merchants/apps.ts';
import { actingMember, actingOnApp, inMode } from '../developer.ts';
import { readFields } from '../form-fields.ts';

const PATH = '/portal/apps';

export async function createAppAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const who = await actingMember('apps.manage');
  const read = readFields(newAppFields, form);
  if (!read.ok) return read.result;
  const made = await createApp(who, read.fields);
  if (made === 'too_many') return { problem: 'too_many' };
  if ('faults' in made) return { errors: made.faults, values: read.typed };
  redirect(inMode(`${PATH}/${made.app.id}`, form));
}

export async function changeAppAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { who, app } = await actingOnApp('apps.manage', form);
  const read = readFields(appFields, form);
  if (!read.ok) return read.result;
  const changed = await changeApp(who, app.id, read.fields);
  if (changed !== undefined && 'faults' in changed) return { errors: changed.faults, values: read.typed };
  redirect(inMode(`${PATH}/${app.id}`, form, { done: changed === undefined ? 'gone' : 'saved' }));
}

const LIVE_TOLD = {
  requested: 'doneLive',
  already: 'gone',
  incomplete: 'liveIncomplete',
  not_found: 'gone',
} as const;

export async function requestLiveAction(form: FormData): Promise<void> {
  const { who, app } = await actingOnApp('apps.manage', form);
  redirect(inMode(`${PATH}/${app.id}`, form, { done: LIVE_TOLD[await requestLive(who, app.id)] }));
}

export async function removeLogoAction(form: FormData): Promise<void> {
  const { who, app } = await actingOnApp('apps.manage', form);
  const removed = await removeLogo(who, app.id);
  redirect(inMode(`${PATH}/${app.id}`, form, { done: removed ? 'logoRemoved' : 'gone' }));
}

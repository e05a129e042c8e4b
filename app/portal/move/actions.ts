'use server';

import { notFound, redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import {
  changeDialect,
  createDialect,
  findDialect,
  noteDialectShown,
  rotateDialect,
} from '#lib/compat/manage-dialects.ts';
import { dialectFields } from '#lib/merchants/dialect-fields.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import { isProviderId } from '#lib/providers/index.ts';
import { actingOnApp, inMode } from '../developer.ts';
import { readFields } from '../form-fields.ts';
import { requireSecondFactorWhenLive } from '../member.ts';
import { dialectShown } from './shown-once.ts';

/** Among the switches of the form; not a dialect's own. */
const ADDRESS_CHECK = 'address_check_lifted';

async function begin(permission: Permission, form: FormData) {
  const begun = await actingOnApp(permission, form);
  const provider = String(form.get('provider') ?? '');
  if (!isProviderId(provider)) notFound();
  const back = (done?: string) => inMode(`/portal/move/${provider}`, form, { app: begun.app.id, done });
  const show = async () => {
    const row = await findDialect(begun.scope, provider);
    if (row !== undefined) await dialectShown.show(begun.who.session, { dialect: row.id });
  };
  return { ...begun, provider, back, show };
}

export async function createDialectAction(form: FormData): Promise<void> {
  const { who, scope, provider, back, show } = await begin('keys.manage', form);
  await requireSecondFactorWhenLive({ ...who, mode: scope.mode }, back());
  const made = await createDialect(who, scope, provider);
  if (made === 'created') await show();
  redirect(back(made === 'created' ? 'doneCreated' : made === 'live_closed' ? made : 'gone'));
}

export async function rotateDialectAction(form: FormData): Promise<void> {
  const { who, scope, provider, back, show } = await begin('keys.manage', form);
  await requireSecondFactorWhenLive({ ...who, mode: scope.mode }, back());
  const rotated = await rotateDialect(who, scope, provider);
  if (rotated) await show();
  redirect(back(rotated ? 'doneRotated' : 'gone'));
}

export async function showDialectAction(form: FormData): Promise<void> {
  const { who, scope, provider, back, show } = await begin('keys.manage', form);
  await requireSecondFactorWhenLive({ ...who, mode: scope.mode }, back());
  if (!(await noteDialectShown(who, scope, provider))) redirect(back('gone'));
  await show();
  redirect(back());
}

export async function hideDialectAction(form: FormData): Promise<void> {
  const { back } = await begin('keys.manage', form);
  await dialectShown.forget();
  redirect(back());
}

export async function changeDialectAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { who, scope, provider, back } = await begin('apps.manage', form);
  const read = readFields(dialectFields, form);
  if (!read.ok) return read.result;
  const { switches, ...addresses } = read.fields;
  const change = {
    ...addresses,
    switches: switches.filter((name) => name !== ADDRESS_CHECK),
    addressCheckLifted: switches.includes(ADDRESS_CHECK),
  };
  const changed = await changeDialect(who, scope, { provider, change });
  if (changed === 'not_found') return { problem: 'gone', values: read.typed };
  if (changed !== 'changed') return { errors: { callbackUrl: changed }, values: read.typed };
  redirect(back('saved'));
}

'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { changeKeyAddresses, createKey, revokeKey, rollKey } from '#lib/merchants/api-keys.ts';
import { keyAddressFields, keyFields } from '#lib/merchants/app-fields.ts';
import { changeSigningSecret, showSigningSecret } from '#lib/merchants/apps.ts';
import { actingOnApp, inMode } from '../developer.ts';
import { readFields } from '../form-fields.ts';
import { requireSecondFactor, requireSecondFactorWhenLive } from '../member.ts';
import { appSecret } from './shown-once.ts';

/** Who acts on which app's keys: those of live mode with a second factor. */
async function begin(form: FormData) {
  const begun = await actingOnApp('keys.manage', form);
  const path = `/portal/apps/${begun.app.id}/keys`;
  const next = inMode(path, form);
  await requireSecondFactorWhenLive({ ...begun.who, mode: begun.scope.mode }, next);
  const back = (done?: string) => inMode(path, form, { done });
  const show = (kind: 'key' | 'signing', secret: string) =>
    appSecret.show(begun.who.session, { kind, app: begun.app.id, mode: begun.scope.mode, secret });
  /** For the signing secret, which is one for both modes. */
  const prove = () => requireSecondFactor(begun.who.session, next);
  return { ...begun, back, show, prove };
}

export async function createKeyAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { who, scope, back, show } = await begin(form);
  const read = readFields(keyFields, form);
  if (!read.ok) return read.result;
  const made = await createKey(who, scope, read.fields);
  if (made === 'addresses_needed') return { errors: { allowFrom: made }, values: read.typed };
  if (typeof made === 'string') return { problem: made === 'not_found' ? 'gone' : made };
  await show('key', made.secret);
  redirect(back());
}

export async function rollKeyAction(form: FormData): Promise<void> {
  const { who, scope, back, show } = await begin(form);
  const rolled = await rollKey(who, scope, String(form.get('key') ?? ''));
  if (typeof rolled === 'string') redirect(back(rolled === 'not_found' ? 'gone' : rolled));
  await show('key', rolled.secret);
  redirect(back());
}

/** Taking away never waits for a code: a key that leaked ends now. */
export async function revokeKeyAction(form: FormData): Promise<void> {
  const { who, app, scope } = await actingOnApp('keys.manage', form);
  const revoked = await revokeKey(who, scope, String(form.get('key') ?? ''));
  redirect(inMode(`/portal/apps/${app.id}/keys`, form, { done: revoked ? 'doneRevoked' : 'gone' }));
}

export async function changeKeyAddressesAction(form: FormData): Promise<void> {
  const { who, scope, back } = await begin(form);
  const read = readFields(keyAddressFields, form);
  if (!read.ok) redirect(back('addressWrong'));
  const { allowFrom } = read.fields;
  const changed = await changeKeyAddresses(who, scope, { id: String(form.get('key') ?? ''), allowFrom });
  redirect(back(changed === 'changed' ? 'doneAddresses' : changed === 'not_found' ? 'gone' : changed));
}

export async function showSigningSecretAction(form: FormData): Promise<void> {
  const { who, app, back, show, prove } = await begin(form);
  await prove();
  const secret = await showSigningSecret(who, app.id);
  if (secret !== undefined) await show('signing', secret);
  redirect(back());
}

export async function changeSigningSecretAction(form: FormData): Promise<void> {
  const { who, app, back, show, prove } = await begin(form);
  await prove();
  const secret = await changeSigningSecret(who, app.id);
  if (secret !== undefined) await show('signing', secret);
  redirect(back());
}

/** It is written down: it is forgotten here. */
export async function keptSecretAction(form: FormData): Promise<void> {
  const { app } = await actingOnApp('keys.manage', form);
  await appSecret.forget();
  redirect(inMode(`/portal/apps/${app.id}/keys`, form));
}

'use server';

import { notFound, redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { findLink } from '#lib/links/find-link.ts';
import { linkFields } from '#lib/links/link-fields.ts';
import { addLink, editLink, setLinkActive } from '#lib/links/manage-links.ts';
import { actingMember, actingOnApp, formMode, inMode, mustFindApp } from '../developer.ts';
import { readFields } from '../form-fields.ts';

const PATH = '/portal/links';

/** Who acts on which link: the merchant's own, of the form's mode, or the 404 of what does not exist. */
async function begin(form: FormData) {
  const who = await actingMember('links.manage');
  const id = String(form.get('link') ?? '');
  const scope = { merchantId: who.session.merchant.id, appId: 'all' as const, mode: formMode(form) };
  const found = await findLink(scope, id, who.now);
  if (found === undefined) notFound();
  const { country } = await mustFindApp(who.session, found.link.appId);
  return { who, id, scope: { ...scope, country }, path: `${PATH}/${id}` };
}

export async function createLinkAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { who, app, scope } = await actingOnApp('links.manage', form);
  const read = readFields(linkFields, form);
  if (!read.ok) return read.result;
  const made = await addLink(who, { ...scope, country: app.country }, read.fields);
  if ('faults' in made) return { errors: made.faults, values: read.typed };
  redirect(inMode(`${PATH}/${made.id}`, form));
}

export async function editLinkAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { who, id, scope, path } = await begin(form);
  const read = readFields(linkFields, form);
  if (!read.ok) return read.result;
  const edited = await editLink(who, scope, { id, fields: read.fields });
  if (edited !== undefined && 'faults' in edited) return { errors: edited.faults, values: read.typed };
  redirect(inMode(path, form, { done: edited === undefined ? 'gone' : 'saved' }));
}

export async function pauseLinkAction(form: FormData): Promise<void> {
  const { who, id, scope, path } = await begin(form);
  const done = await setLinkActive(who, scope, { id, active: false });
  redirect(inMode(path, form, { done: done ? 'donePaused' : 'gone' }));
}

export async function resumeLinkAction(form: FormData): Promise<void> {
  const { who, id, scope, path } = await begin(form);
  const done = await setLinkActive(who, scope, { id, active: true });
  redirect(inMode(path, form, { done: done ? 'doneResumed' : 'gone' }));
}

'use server';

import { notFound, redirect } from 'next/navigation';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { isId, uuidOfId } from '#lib/ids.ts';
import { endpointFields, OVERLAP_HOURS } from '#lib/merchants/endpoint-fields.ts';
import {
  addEndpoint,
  type EndpointRefusal,
  editEndpoint,
  findMerchantEndpoint,
  removeEndpoint,
  replaySpan,
  rollEndpointSecret,
  sendAgain,
  sendTestEvent,
  setEndpointStatus,
} from '#lib/merchants/manage-endpoints.ts';
import { momentOf } from '#lib/zoned-time.ts';
import { actingMember, actingOnApp, formMode, inMode, scopeOf } from '../developer.ts';
import { readFields } from '../form-fields.ts';
import { requireSecondFactorWhenLive } from '../member.ts';
import { endpointSecret } from './shown-once.ts';

const PATH = '/portal/webhooks';
const HOUR_MS = 3_600_000;

/** Who acts on which endpoint: the merchant's own, of the form's mode, or the 404 of what does not exist. */
async function begin(form: FormData) {
  const who = await actingMember('webhooks.manage');
  const mode = formMode(form);
  const id = String(form.get('endpoint') ?? '');
  const merchantId = who.session.merchant.id;
  const endpoint = isId('we', id) ? await findMerchantEndpoint({ merchantId, mode }, id) : undefined;
  if (endpoint === undefined) notFound();
  const path = `${PATH}/${id}`;
  const scope = scopeOf({ session: who.session, mode }, endpoint.appId);
  return { who, id, scope, path, back: (parameters = {}) => inMode(path, form, parameters) };
}

export async function addEndpointAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { who, app, scope } = await actingOnApp('webhooks.manage', form);
  const next = inMode(`${PATH}/new`, form, { app: app.id });
  await requireSecondFactorWhenLive({ ...who, mode: scope.mode }, next);
  const read = readFields(endpointFields, form);
  if (!read.ok) return read.result;
  const made = await addEndpoint(who, scope, read.fields);
  if (typeof made === 'string') return refused(made, read.typed);
  await endpointSecret.show(who.session, { endpoint: made.endpoint.id, secret: made.secret });
  redirect(inMode(`${PATH}/${made.endpoint.id}`, form));
}

export async function editEndpointAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const { who, id, scope, back } = await begin(form);
  const read = readFields(endpointFields, form);
  if (!read.ok) return read.result;
  const edited = await editEndpoint(who, scope, { id, fields: read.fields });
  if (typeof edited === 'string') return refused(edited, read.typed);
  redirect(back({ done: 'saved' }));
}

function refused(refusal: EndpointRefusal, values: Record<string, string>): ActionResult {
  if (refusal.startsWith('address')) return { errors: { url: refusal }, values };
  return { problem: refusal === 'not_found' ? 'gone' : refusal, values };
}

export async function enableEndpointAction(form: FormData): Promise<void> {
  const { who, id, scope, back } = await begin(form);
  const done = await setEndpointStatus(who, scope, { id, status: 'enabled' });
  redirect(back({ done: done ? 'doneEnabled' : 'gone' }));
}

export async function disableEndpointAction(form: FormData): Promise<void> {
  const { who, id, scope, back } = await begin(form);
  const done = await setEndpointStatus(who, scope, { id, status: 'disabled' });
  redirect(back({ done: done ? 'doneDisabled' : 'gone' }));
}

export async function removeEndpointAction(form: FormData): Promise<void> {
  const { who, id, scope } = await begin(form);
  const done = await removeEndpoint(who, scope, id);
  redirect(inMode(PATH, form, { app: scope.appId, done: done ? 'doneDeleted' : 'gone' }));
}

export async function rollSecretAction(form: FormData): Promise<void> {
  const { who, id, scope, back } = await begin(form);
  await requireSecondFactorWhenLive({ ...who, mode: scope.mode }, back());
  const hours = OVERLAP_HOURS.find((hour) => hour === form.get('overlap')) ?? OVERLAP_HOURS[0];
  const rolled = await rollEndpointSecret(who, scope, { id, overlapMs: Number(hours) * HOUR_MS });
  if (typeof rolled === 'string') redirect(back({ done: 'gone' }));
  await endpointSecret.show(who.session, { endpoint: id, secret: rolled.secret });
  redirect(back());
}

export async function keptSecretAction(form: FormData): Promise<void> {
  const { back } = await begin(form);
  await endpointSecret.forget();
  redirect(back());
}

export async function testEndpointAction(form: FormData): Promise<void> {
  const { who, id, scope, back } = await begin(form);
  const sent = await sendTestEvent(who, scope, id);
  redirect(back({ done: typeof sent === 'string' ? told(sent) : 'testSent' }));
}

export async function redeliverAction(form: FormData): Promise<void> {
  const { who, scope, back } = await begin(form);
  const delivery = String(form.get('delivery') ?? '');
  const sent = isId('dlv', delivery) ? await sendAgain(who, scope, uuidOfId(delivery)) : 'not_found';
  redirect(back({ done: typeof sent === 'string' ? told(sent) : 'sentAgain' }));
}

/** Times as the merchant's clock shows them. */
export async function replayAction(form: FormData): Promise<void> {
  const { who, id, scope, back } = await begin(form);
  const { timezone } = who.session.merchant;
  const from = momentOf(String(form.get('from') ?? ''), timezone);
  const to = momentOf(String(form.get('to') ?? ''), timezone);
  if (from === undefined || to === undefined || from >= to) redirect(back({ done: 'spanWrong' }));
  const outcome = await replaySpan(who, scope, { id, from, to });
  if (typeof outcome === 'string') redirect(back({ done: told(outcome) }));
  redirect(back({ done: 'replayed', count: String(outcome.queued) }));
}

function told(refusal: EndpointRefusal): string {
  return refusal === 'not_found' ? 'gone' : refusal;
}

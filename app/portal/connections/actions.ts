'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { ActionResult } from '#components/portal/kit/action-form.ts';
import { systemClock } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import { type CheckResult, checkNow } from '#lib/merchants/check-connection.ts';
import {
  changeConnection,
  createConnection,
  findConnection,
  setPaused,
  setRule,
} from '#lib/merchants/connections.ts';
import { CURRENCIES } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import { modeOf, withQuery } from '../address.ts';
import { requireActingMember, requireSecondFactorWhenLive } from '../member.ts';
import { fieldOf, readConnectionForm } from './fields.ts';
import { ownerOf, PLACES, type Place } from './place.ts';

/** Which connections a form is about, and that its sender may manage them. */
async function acting(form: FormData) {
  const place: Place = form.get('place') === 'platform' ? PLACES.platform : PLACES.merchant;
  const { session, peer } = await requireActingMember(place.manage);
  const mode = modeOf(String(form.get('mode') ?? ''));
  const who = { session, peer, now: systemClock.now() };
  return {
    place,
    mode,
    session,
    who,
    owner: ownerOf(place, session, mode),
    id: String(form.get('connection') ?? ''),
  };
}

function here({ place, mode }: { place: Place; mode: string }, done: Record<string, string>, path = '') {
  return withQuery(place.path + path, { mode: mode === 'live' ? mode : undefined, ...done });
}

export async function addConnectionAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const at = await acting(form);
  const provider = String(form.get('provider') ?? '');
  if (!isProviderId(provider)) redirect(here(at, {}));
  await requireSecondFactorWhenLive(at, here(at, { provider }, '/new'));
  const { manifest } = providerById(provider);
  const { name, ...fields } = readConnectionForm(manifest, form);
  const refused = await told(form, () =>
    createConnection(at.who, at.owner, { provider, name: name || manifest.name, ...fields }),
  );
  if (refused !== undefined) return refused;
  redirect(here(at, { done: 'added' }));
}

export async function changeConnectionAction(_before: ActionResult, form: FormData): Promise<ActionResult> {
  const at = await acting(form);
  const connection = await findConnection(at.owner, at.id);
  if (connection === undefined || !isProviderId(connection.provider))
    redirect(here(at, { done: 'not_found' }));
  await requireSecondFactorWhenLive(at, here(at, {}, `/${connection.id}`));
  const { manifest } = providerById(connection.provider);
  const { name, ...fields } = readConnectionForm(manifest, form);
  const refused = await told(form, () =>
    changeConnection(at.who, at.owner, { id: connection.id, name: name || manifest.name, ...fields }),
  );
  if (refused !== undefined) return refused;
  redirect(here(at, { done: 'changed' }));
}

export async function pauseAction(form: FormData): Promise<void> {
  const at = await acting(form);
  const result = await setPaused(at.who, at.owner, { id: at.id, paused: true });
  redirect(here(at, { done: result === 'done' ? 'paused' : result }));
}

/** Opens a way for money again: in live mode with a second factor. */
export async function resumeAction(form: FormData): Promise<void> {
  const at = await acting(form);
  await requireSecondFactorWhenLive(at, here(at, {}));
  const result = await setPaused(at.who, at.owner, { id: at.id, paused: false });
  redirect(here(at, { done: result === 'done' ? 'resumed' : result }));
}

export async function checkAction(form: FormData): Promise<void> {
  const at = await acting(form);
  const connection = await findConnection(at.owner, at.id);
  if (connection === undefined) redirect(here(at, { done: 'not_found' }));
  const done: CheckResult = await checkNow(connection);
  redirect(here(at, { done, connection: connection.id }));
}

const RULE = z.object({
  operator: z.enum(Object.keys(OPERATORS) as [OperatorId, ...OperatorId[]]), // keys of a literal object are its type's
  currency: z.enum(CURRENCIES),
});

/** Takes the choices in their order, each connection once; nothing chosen is the usual order. */
export async function orderAction(form: FormData): Promise<void> {
  const at = await acting(form);
  await requireSecondFactorWhenLive(at, here(at, {}, '/order'));
  const rule = RULE.safeParse(Object.fromEntries(form));
  if (!rule.success) redirect(here(at, {}, '/order'));
  const chosen = form
    .getAll('rank')
    .map(String)
    .filter((id) => id !== '');
  try {
    await setRule(at.who, at.owner, { ...rule.data, connectionIds: [...new Set(chosen)] });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    redirect(here(at, { done: 'not_found' }, '/order'));
  }
  redirect(here(at, { done: 'order' }, '/order'));
}

/** Runs it; a refusal becomes what the form shows. Secrets are never sent back. */
async function told(form: FormData, run: () => Promise<unknown>): Promise<ActionResult | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'request_invalid') throw error;
    const errors = Object.fromEntries(
      (error.errors ?? []).map(({ path }) => {
        const field = fieldOf(path);
        const typed = String(form.get(field) ?? '').trim();
        return [field, typed === '' && form.has(field) ? 'fieldMissing' : `wrong:${field}`];
      }),
    );
    const values = Object.fromEntries(
      [...form].flatMap(([name, typed]) =>
        typeof typed === 'string' && /^(?:name$|base_url$|settings:)/.test(name) ? [[name, typed]] : [],
      ),
    );
    const general = errors['public_url:'] === undefined ? 'formWrong' : 'publicUrl';
    return { errors, values, problem: Object.keys(errors).length === 0 ? 'timings' : general };
  }
}

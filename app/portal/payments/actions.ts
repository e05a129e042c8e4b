'use server';

import { redirect } from 'next/navigation';
import { systemClock } from '#lib/clock.ts';
import { removeView, saveView, viewFields } from '#lib/merchants/saved-views.ts';
import { cluesOfWord } from '#lib/payments/clues.ts';
import { findByClues, payerKeys } from '#lib/payments/find-by-clues.ts';
import { langOf, modeOf, one, withQuery } from '../address.ts';
import { readFields } from '../form-fields.ts';
import { requireActingMember } from '../member.ts';
import { clueReader, filterOf, type ListFilter } from './filter.ts';

const PATH = '/portal/payments';

/**
 * The search box. A payer's number goes into the address as a keyed hash only: addresses are kept by browsers, proxies
 * and logs. A number that is somebody's reference as well is searched for as that.
 */
export async function searchAction(form: FormData): Promise<void> {
  const { session } = await requireActingMember('payments.read');
  const { q: _old, payer: _payer, after: _after, ...filters } = sentFilter(form);
  const q = one(form.get('q')?.toString());
  if (q === undefined) redirect(address(form, filters));
  const clues = cluesOfWord(q, clueReader({ session }));
  const scope = { merchantId: session.merchant.id, appId: 'all', mode: modeOf(text(form, 'mode')) } as const;
  const byName =
    clues.phones.length > 0 ? await findByClues(scope, { ...clues, phones: [], amounts: [] }) : undefined;
  if (clues.phones.length === 0 || byName?.by !== 'nothing') redirect(address(form, { ...filters, q }));
  redirect(
    address(form, { ...filters, payer: payerKeys(session.merchant.id, clues.phones).slice(0, 8).join('.') }),
  );
}

/** Keeps the filters, and never what was searched for: that may be a payer's. */
export async function saveViewAction(form: FormData): Promise<void> {
  const { session } = await requireActingMember('payments.act');
  const { q, payer, after, ...filters } = sentFilter(form);
  const stay = sentFilter(form);
  const read = readFields(viewFields, form);
  if (!read.ok) redirect(address(form, stay, 'view_wrong'));
  if (Object.keys(filters).length === 0) redirect(address(form, stay, 'view_empty'));
  const member = { id: session.member.id, merchantId: session.merchant.id };
  const { name } = read.fields;
  const query = new URLSearchParams(filters).toString();
  const saved = await saveView(member, { list: 'payments', name, query, now: systemClock.now() });
  redirect(address(form, stay, saved === 'saved' ? 'view_saved' : 'view_too_many'));
}

export async function removeViewAction(form: FormData): Promise<void> {
  const { session } = await requireActingMember('payments.act');
  const member = { id: session.member.id, merchantId: session.merchant.id };
  const removed = await removeView(member, 'payments', text(form, 'view'));
  redirect(address(form, sentFilter(form), removed ? 'view_removed' : undefined));
}

/** The filters of the page that the form stood on, as that page was asked for. */
function sentFilter(form: FormData): ListFilter {
  return filterOf(Object.fromEntries(new URLSearchParams(text(form, 'query').slice(0, 2_000))));
}

function address(form: FormData, filter: ListFilter, done?: string): string {
  const mode = modeOf(text(form, 'mode'));
  const lang = langOf(text(form, 'lang'));
  return withQuery(PATH, { ...filter, mode: mode === 'live' ? mode : undefined, lang, done });
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

'use server';

import { systemClock } from '#lib/clock.ts';
import { CLUE_TEXT_MAX } from '#lib/payments/clues.ts';
import { langOf, modeOf, withQuery } from '../address.ts';
import { requireActingMember } from '../member.ts';
import { type Answers, answerQuestion } from './answers.ts';

export type QuestionResult = { asked?: string; missing?: true } & Partial<Answers>;

/** Answers on the page itself: what a payer sent holds numbers, and belongs into no address. */
export async function questionAction(_before: QuestionResult, form: FormData): Promise<QuestionResult> {
  const { session } = await requireActingMember('payments.read');
  const typed = form.get('text');
  const text = typeof typed === 'string' ? typed.trim().slice(0, CLUE_TEXT_MAX) : '';
  if (text === '') return { missing: true };
  const mode = modeOf(form.get('mode')?.toString());
  const lang = langOf(form.get('lang')?.toString());
  const reader = {
    session,
    mode,
    locale: lang ?? session.member.locale,
    timeZone: session.merchant.timezone,
    now: systemClock.now(),
    href: (path: string) => withQuery(path, { mode: mode === 'live' ? mode : undefined, lang }),
  };
  return { asked: text, ...(await answerQuestion(reader, text)) };
}

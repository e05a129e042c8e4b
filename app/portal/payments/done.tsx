import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { type PaymentTexts, paymentTexts } from './texts.ts';

/** Results that are bad news, or no news; every other one is good. */
const NOT_GOOD: Record<string, 'bad' | 'wait'> = {
  view_too_many: 'bad',
  view_wrong: 'bad',
  view_empty: 'bad',
  note_wrong: 'bad',
  note_too_many: 'bad',
  not_sent: 'bad',
  asked_just_now: 'wait',
  nobody_to_ask: 'wait',
  exporting: 'wait',
};

/** What the last action did, named by `?done=`; a name that is none says nothing. */
export function Done({ locale, done }: { locale: Locale; done: string | string[] | undefined }) {
  const t = paymentTexts(locale);
  const key = `done_${done}`;
  if (typeof done !== 'string' || !Object.hasOwn(t, key)) return null;
  const tone = NOT_GOOD[done] ?? 'good';
  return (
    <Notice
      tone={tone}
      title={t[key as keyof PaymentTexts]} // held against the table's own keys above
      role={tone === 'bad' ? 'alert' : 'status'}
    />
  );
}

import { State } from '#components/ui/state.tsx';
import type { FirstHour, FirstStep } from '#lib/figures/first-hour.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { homeTexts, STEP_WORDS } from './texts.ts';

export interface FirstHourListProps {
  locale: Locale;
  done: FirstHour;
  /** Where each step is done, for whoever may do it. */
  hrefs: Readonly<Partial<Record<FirstStep, string>>>;
}

const STEPS = Object.keys(STEP_WORDS.fr) as FirstStep[]; // keys of a literal object are its type's

/** The way to the first test payment; drawn until it is walked. */
export function FirstHourList({ locale, done, hrefs }: FirstHourListProps) {
  const t = homeTexts(locale);
  return (
    <section className="panel" aria-labelledby="first-hour">
      <h2 id="first-hour">{t.firstTitle}</h2>
      <p className="text-soft">{t.firstLead}</p>
      <ol className="first-hour">
        {STEPS.map((step) => {
          const { name, what, link } = STEP_WORDS[locale][step];
          return (
            <li key={step}>
              <div>
                <b>{name}</b>
                <State tone={done[step] ? 'good' : 'wait'}>{done[step] ? t.done : t.todo}</State>
              </div>
              {!done[step] && (
                <p>
                  {what} {hrefs[step] !== undefined && <a href={hrefs[step]}>{link}</a>}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

import { State } from '#components/ui/state.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { Answers, Health } from '#lib/routing/health.ts';
import { fill } from './texts.ts';

const TONES = { unknown: 'still', good: 'good', poor: 'wait', down: 'bad' } as const satisfies Record<
  Health,
  string
>;

export const HEALTH_WORDS = {
  fr: {
    unknown: 'pas d’appel récent',
    good: 'répond bien',
    poor: 'répond mal : essayée après les autres',
    down: 'ne répond plus : au repos',
    test: 'En test, cela n’écarte personne.',
    bad: '{bad} sur {count} sans bonne réponse en 10 min',
    allGood: '{count} bonnes réponses en 10 min',
    one: '1 bonne réponse en 10 min',
  },
  en: {
    unknown: 'no recent call',
    good: 'answers well',
    poor: 'answers badly: tried after the others',
    down: 'does not answer: resting',
    test: 'In test mode this keeps nobody away.',
    bad: '{bad} of {count} without a good answer in 10 min',
    allGood: '{count} good answers in 10 min',
    one: '1 good answer in 10 min',
  },
} as const satisfies Record<Locale, Record<string, string>>;

type HealthWords = (typeof HEALTH_WORDS)[Locale];

interface HealthProps {
  locale: Locale;
  mode: 'test' | 'live';
  health: Health;
  recent: Answers;
}

/** How a connection does at this moment, as routing sees it; in the same words on every page. */
export function HealthState({ locale, mode, health, recent }: HealthProps) {
  const t = HEALTH_WORDS[locale];
  return (
    <>
      {health === 'unknown' ? t.unknown : <State tone={TONES[health]}>{t[health]}</State>}
      {recent.answers > 0 && <span className="reason">{answersText(recent, t)}</span>}
      {mode === 'test' && (health === 'poor' || health === 'down') && (
        <span className="reason">{t.test}</span>
      )}
    </>
  );
}

function answersText({ answers, bad }: Answers, t: HealthWords): string {
  if (bad > 0) return fill(t.bad, { bad: String(bad), count: String(answers) });
  return answers === 1 ? t.one : fill(t.allGood, { count: String(answers) });
}

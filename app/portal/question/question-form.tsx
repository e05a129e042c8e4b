'use client';

import { Search } from 'lucide-react';
import { useActionState } from 'react';
import { CopyButton } from '#components/portal/kit/copy-button.tsx';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextArea } from '#components/ui/choice.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { QuestionResult } from './actions.ts';
import type { Answer } from './answers.ts';
import { type QuestionTexts, questionTexts } from './texts.ts';

export interface QuestionFormProps {
  locale: Locale;
  action: (before: QuestionResult, form: FormData) => Promise<QuestionResult>;
  hidden: Readonly<Record<string, string>>;
}

/** The question, and below it the answer. Works without script: the page then comes back with the answer in it. */
export function QuestionForm({ locale, action, hidden }: QuestionFormProps) {
  const t = questionTexts(locale);
  const [result, dispatch, pending] = useActionState(action, {});
  const { answers = [], nothing, more, asked, missing } = result;
  return (
    <>
      <form action={dispatch} className="panel form form-wide">
        <Hidden values={hidden} />
        <TextArea
          key={asked}
          id="text"
          name="text"
          label={t.label}
          hint={t.hint}
          {...(missing && { error: t.missing })}
          placeholder={t.example}
          defaultValue={asked}
          rows={3}
          maxLength={4_000}
          autoComplete="off"
        />
        <Button aria-disabled={pending || undefined}>
          <Search size={20} aria-hidden="true" />
          {pending ? t.asking : t.ask}
        </Button>
      </form>
      <div role="status" className="answers">
        {nothing !== undefined && (
          <Notice tone="wait" title={t[nothing]}>
            <p>{nothing === 'none' ? t.noneWhat : t.vagueWhat}</p>
            <Say t={t} text={nothing === 'none' ? t.noneSay : t.vagueSay} locale={locale} />
          </Notice>
        )}
        {answers.length > 1 && <p>{t.several}</p>}
        {answers.map((answer) => (
          <AnswerCard key={answer.id} t={t} answer={answer} />
        ))}
        {more && <p className="text-soft">{t.more}</p>}
      </div>
    </>
  );
}

function AnswerCard({ t, answer }: { t: QuestionTexts; answer: Answer }) {
  const { tone, title, what, warning, facts, say, sayLocale, href } = answer;
  return (
    <article className="panel answer">
      <Notice tone={tone}>
        <h2>{title}</h2>
        <p>{what}</p>
      </Notice>
      {warning !== undefined && <Notice tone="wait" title={warning} />}
      <Facts facts={facts} />
      <Say t={t} text={say} locale={sayLocale} />
      <p>
        <a href={href}>{t.open}</a>
      </p>
    </article>
  );
}

function Say({ t, text, locale }: { t: QuestionTexts; text: string; locale: Locale }) {
  return (
    <div className="say">
      <p className="reason">{t.say}</p>
      <blockquote lang={locale}>{text}</blockquote>
      <CopyButton text={text} label={t.copy} done={t.copied} />
    </div>
  );
}

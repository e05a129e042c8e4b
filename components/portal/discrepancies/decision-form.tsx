'use client';

import { type FormAction, useActionForm } from '#components/portal/kit/action-form.ts';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { fill } from '#components/portal/texts.ts';
import { Button } from '#components/ui/button.tsx';
import { Select, TextArea } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import type { Decision } from '#lib/discrepancies/decisions.ts';
import { decisionFields } from '#lib/discrepancies/fields.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { DECISION_WORDS, discrepancyTexts } from './texts.ts';

export interface DecisionFormProps {
  locale: Locale;
  action: FormAction;
  /** What goes along unseen: which discrepancy, in which mode. */
  hidden: Readonly<Record<string, string>>;
  decisions: readonly Decision[];
  currency: string;
  submit: string;
}

/** A person's word about money: which, why, and the line of the statement that shows it. */
export function DecisionForm({ locale, action, hidden, decisions, currency, submit }: DecisionFormProps) {
  const t = discrepancyTexts(locale);
  const only = decisions.length === 1 ? decisions[0] : undefined;
  const values = { decision: only };
  const { form, field, pending, problem } = useActionForm({
    schema: decisionFields,
    action,
    words: t,
    values,
  });
  return (
    <form {...form} className="form">
      <Hidden values={hidden} />
      {problem !== undefined && (
        <p className="field-error" role="alert" tabIndex={-1}>
          <span>{problem}</span>
        </p>
      )}
      {only === undefined ? (
        <Select
          {...field('decision')}
          label={t.decision}
          required
          options={[
            { value: '', label: '…' },
            ...decisions.map((value) => ({ value, label: DECISION_WORDS[locale][value].offer })),
          ]}
        />
      ) : (
        <>
          <input type="hidden" {...withoutError(field('decision'))} />
          <p>
            <b>{DECISION_WORDS[locale][only].offer}</b>
          </p>
        </>
      )}
      {decisions.includes('succeeded') && (
        <div className="form-pair">
          <Field
            {...field('reference')}
            label={t.reference}
            hint={t.referenceHint}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
          />
          <Field
            {...field('amount')}
            label={t.statementAmount}
            hint={fill(t.statementAmountHint, { currency })}
            inputMode="decimal"
            autoComplete="off"
            maxLength={40}
          />
        </div>
      )}
      <TextArea {...field('reason')} label={t.reason} hint={t.reasonHint} required maxLength={1_000} />
      <Button size="small" aria-disabled={pending || undefined}>
        {pending ? t.sending : submit}
      </Button>
    </form>
  );
}

/** An unseen input has no place for an error. */
function withoutError<Attributes extends { error?: string }>({ error: _, ...rest }: Attributes) {
  return rest;
}

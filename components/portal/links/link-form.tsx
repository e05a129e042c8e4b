'use client';

import { type FormAction, useActionForm } from '#components/portal/kit/action-form.ts';
import { fill } from '#components/portal/texts.ts';
import { Button } from '#components/ui/button.tsx';
import { CheckBox, Select } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { linkFields } from '#lib/links/link-fields.ts';
import { clockName } from '#lib/zoned-time.ts';
import { linkTexts } from './texts.ts';

export interface LinkFormProps {
  locale: Locale;
  action: FormAction;
  hidden: Readonly<Record<string, string | undefined>>;
  values: Readonly<Record<string, string | undefined>>;
  asksName: boolean;
  /** To choose from; none where the link has one for ever. */
  currencies?: readonly { value: string; label: string }[];
  apps?: readonly { value: string; label: string }[];
  /** Where the clock of the end stands: an IANA name. */
  zone: string;
  submit: string;
}

/** What a link asks: for a new one, and for one that is there. */
export function LinkForm(props: LinkFormProps) {
  const { locale, action, hidden, values, asksName, currencies, apps, zone, submit } = props;
  const t = linkTexts(locale);
  const { form, field, pending, problem } = useActionForm({ schema: linkFields, action, words: t, values });
  const { defaultValue: _, ...name } = field('asksName');
  return (
    <form {...form} className="form">
      {Object.entries(hidden).map(([key, value]) =>
        value === undefined ? null : <input key={key} type="hidden" name={key} value={value} />,
      )}
      {problem !== undefined && <Notice tone="bad" title={problem} role="alert" tabIndex={-1} />}
      {apps !== undefined && apps.length > 1 && (
        <Select id="app" name="app" label={t.app} options={apps} defaultValue={values.app} />
      )}
      <Field
        {...field('description')}
        label={t.description}
        hint={t.descriptionHint}
        size="small"
        maxLength={250}
        required
      />
      <div className="form-pair">
        <Field
          {...field('amount')}
          label={t.amountField}
          hint={t.amountHint}
          size="small"
          inputMode="decimal"
          autoComplete="off"
        />
        {currencies === undefined ? (
          <input type="hidden" {...field('currency')} />
        ) : (
          <Select {...field('currency')} label={t.currency} options={currencies} />
        )}
      </div>
      <div className="form-pair">
        <Field
          {...field('amountMin')}
          label={t.amountMin}
          hint={t.boundsHint}
          size="small"
          inputMode="decimal"
        />
        <Field
          {...field('amountMax')}
          label={t.amountMax}
          hint={t.boundsHint}
          size="small"
          inputMode="decimal"
        />
      </div>
      <div className="form-pair">
        <Field
          {...field('maxUses')}
          label={t.maxUses}
          hint={t.maxUsesHint}
          size="small"
          inputMode="numeric"
          autoComplete="off"
        />
        <Field
          {...field('expiresAt')}
          type="datetime-local"
          label={t.expiresAt}
          hint={fill(t.expiresHint, { clock: clockName(zone, locale) })}
          size="small"
        />
      </div>
      <CheckBox {...name} value="on" defaultChecked={asksName} label={t.asksName} />
      <Button size="small" aria-disabled={pending || undefined}>
        {pending ? t.saving : submit}
      </Button>
    </form>
  );
}

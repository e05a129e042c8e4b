'use client';

import { type FormAction, useActionForm } from '#components/portal/kit/action-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { profileFields, retentionFields, TIME_ZONES } from '#lib/merchants/settings-fields.ts';
import { settingsTexts } from './texts.ts';

interface FormProps {
  locale: Locale;
  action: FormAction;
  mode: string;
}

export function ProfileForm({
  locale,
  action,
  mode,
  values,
  countries,
}: FormProps & {
  values: Record<'name' | 'country' | 'timezone' | 'locale', string>;
  countries: readonly { value: string; label: string }[];
}) {
  const t = settingsTexts(locale);
  const { form, field, pending, problem } = useActionForm({
    schema: profileFields,
    action,
    words: t,
    values,
  });
  const zones = new Set<string>([...TIME_ZONES, values.timezone]);
  return (
    <form {...form} className="form">
      <input type="hidden" name="mode" value={mode} />
      {problem !== undefined && <Notice tone="bad" title={problem} role="alert" tabIndex={-1} />}
      <Field {...field('name')} label={t.name} hint={t.nameHint} size="small" required maxLength={120} />
      <div className="form-pair">
        <Select {...field('country')} label={t.country} options={countries} />
        <Select
          {...field('timezone')}
          label={t.timezone}
          options={[...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        />
      </div>
      <Select
        {...field('locale')}
        label={t.locale}
        options={[
          { value: 'fr', label: 'Français' },
          { value: 'en', label: 'English' },
        ]}
      />
      <Button size="small" aria-disabled={pending || undefined}>
        {pending ? t.saving : t.save}
      </Button>
    </form>
  );
}

export function RetentionForm({ locale, action, mode, days }: FormProps & { days: string }) {
  const t = settingsTexts(locale);
  const { form, field, pending } = useActionForm({
    schema: retentionFields,
    action,
    words: t,
    values: { days },
  });
  return (
    <form {...form} className="form">
      <input type="hidden" name="mode" value={mode} />
      <Field
        {...field('days')}
        label={t.days}
        hint={t.daysHint}
        size="small"
        inputMode="numeric"
        maxLength={5}
      />
      <Button size="small" tone="second" aria-disabled={pending || undefined}>
        {pending ? t.saving : t.save}
      </Button>
    </form>
  );
}

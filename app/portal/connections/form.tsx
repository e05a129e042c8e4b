'use client';

import { z } from 'zod';
import { type FormAction, useActionForm } from '#components/portal/kit/action-form.ts';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { Button } from '#components/ui/button.tsx';
import { Select, TextArea } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { FormField } from './fields.ts';
import { connectionTexts } from './texts.ts';

export interface ConnectionFormProps {
  locale: Locale;
  action: FormAction;
  hidden: Readonly<Record<string, string>>;
  name: string;
  baseUrl: { value?: string; usual?: string };
  credentials: readonly FormField[];
  settings: readonly FormField[];
}

/** The fields come from the provider's manifest, which the server checks them by; here only the empty ones are found. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { locale, action, hidden, name, baseUrl, credentials, settings } = props;
  const t = connectionTexts(locale);
  const all = [...credentials, ...settings];
  const required = [
    ...all.filter((field) => field.required).map((field) => field.name),
    ...(baseUrl.usual === undefined ? ['base_url'] : []),
  ];
  const { form, field, pending, problem } = useActionForm({
    schema: z.looseObject(
      Object.fromEntries(required.map((one) => [one, z.string().trim().min(1, 'fieldMissing')])),
    ),
    action,
    words: {
      ...t,
      'wrong:base_url': t.wrongBase,
      ...Object.fromEntries(all.map((one) => [`wrong:${one.name}`, one.wrong])),
    },
    values: {
      name,
      base_url: baseUrl.value,
      ...Object.fromEntries(all.map((one) => [one.name, one.value])),
    },
  });
  const draw = (one: FormField) => <Drawn key={one.name} field={one} bound={field(one.name)} />;
  return (
    <form {...form} className="form form-wide connection-form">
      <Hidden values={hidden} />
      {problem !== undefined && <Notice tone="bad" title={problem} role="alert" tabIndex={-1} />}
      <Field {...field('name')} label={t.connectionName} size="small" maxLength={80} autoComplete="off" />
      <Field
        {...field('base_url')}
        label={t.baseUrl}
        hint={baseUrl.usual === undefined ? undefined : t.baseUrlHint.replace('{url}', baseUrl.usual)}
        size="small"
        inputMode="url"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={300}
        autoComplete="off"
        required={baseUrl.usual === undefined}
      />
      <fieldset>
        <legend>{t.credentials}</legend>
        <div className="pair">{credentials.map(draw)}</div>
      </fieldset>
      <fieldset>
        <legend>{t.settings}</legend>
        <div className="pair">{settings.map(draw)}</div>
      </fieldset>
      <Button size="small" aria-disabled={pending || undefined}>
        {pending ? t.saving : t.save}
      </Button>
    </form>
  );
}

type Bound = ReturnType<ReturnType<typeof useActionForm>['field']>;

function Drawn({ field, bound }: { field: FormField; bound: Bound }) {
  const { label, kind, hint, required, options = [] } = field;
  const common = { ...bound, label, hint };
  switch (kind) {
    case 'choice':
      return <Select {...common} options={options} />;
    case 'area':
      return <TextArea {...common} rows={3} required={required} spellCheck={false} autoCapitalize="none" />;
    default:
      return (
        <Field
          {...common}
          type={kind === 'secret' ? 'password' : 'text'}
          // The browser must not put the member's own password into a provider's secret.
          autoComplete={kind === 'secret' ? 'new-password' : 'off'}
          required={required}
          size="small"
          spellCheck={false}
          autoCapitalize="none"
          maxLength={2_000}
        />
      );
  }
}

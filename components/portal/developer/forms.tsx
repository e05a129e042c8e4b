'use client';

import type { ReactNode } from 'react';
import { type FormAction, useActionForm } from '#components/portal/kit/action-form.ts';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { Button } from '#components/ui/button.tsx';
import { CheckBox, Select, TextArea } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import {
  appFields,
  KEY_LIVES,
  KEY_SCOPES,
  type KeyScope,
  keyFields,
  newAppFields,
} from '#lib/merchants/app-fields.ts';
import { dialectFields } from '#lib/merchants/dialect-fields.ts';
import { endpointFields } from '#lib/merchants/endpoint-fields.ts';
import { WANTED_TYPES } from '#lib/webhooks/events.ts';
import { ColorField } from './color-field.tsx';
import { developerTexts } from './texts.ts';

interface FormProps {
  locale: Locale;
  action: FormAction;
  hidden: Readonly<Record<string, string | undefined>>;
  values?: Readonly<Record<string, string | undefined>>;
}

interface Options {
  countries: readonly { value: string; label: string }[];
  currencies: readonly { value: string; label: string }[];
}

type Bind = ReturnType<typeof useActionForm>['field'];

const URL_INPUT = {
  type: 'url',
  inputMode: 'url',
  autoCapitalize: 'none',
  spellCheck: false,
  maxLength: 500,
} as const;
const LANGUAGES = [
  { value: 'fr', label: 'Français' },
  { value: 'en', label: 'English' },
];

export function NewAppForm({ locale, action, hidden, values = {}, ...options }: FormProps & Options) {
  const t = developerTexts(locale);
  const form = useActionForm({ schema: newAppFields, action, words: t, values });
  return (
    <Whole form={form} hidden={hidden} locale={locale} submit={t.createApp}>
      <Identity locale={locale} field={form.field} {...options} />
    </Whole>
  );
}

export function AppForm({ locale, action, hidden, values = {}, ...options }: FormProps & Options) {
  const t = developerTexts(locale);
  const form = useActionForm({ schema: appFields, action, words: t, values });
  const { field } = form;
  return (
    <Whole form={form} hidden={hidden} locale={locale} submit={t.save}>
      <Identity locale={locale} field={field} {...options} />
      <Returns locale={locale} field={field} />
      <Field
        {...field('callbackUrl')}
        {...URL_INPUT}
        label={t.callbackUrl}
        hint={t.callbackHint}
        size="small"
      />
      <ColorField locale={locale} bound={field('brandColor')} name={values.name ?? ''} />
      <TextArea
        {...field('declaredOrigins')}
        label={t.origins}
        hint={t.originsHint}
        rows={3}
        spellCheck={false}
      />
      <TextArea
        {...field('declaredAddresses')}
        label={t.addresses}
        hint={t.addressesHint}
        rows={3}
        spellCheck={false}
      />
      <TextArea {...field('notifyEmails')} label={t.emails} hint={t.emailsHint} rows={2} spellCheck={false} />
    </Whole>
  );
}

/** Enough to take payments, and no more. */
const FIRST_SCOPES: readonly string[] = ['payments', 'read'] satisfies KeyScope[];

export function KeyForm({ locale, action, hidden }: FormProps) {
  const t = developerTexts(locale);
  const form = useActionForm({
    schema: keyFields,
    action,
    words: t,
    values: { life: 'never' },
    ticked: { scopes: FIRST_SCOPES },
  });
  const { field } = form;
  const { defaultValue: _, error, ...scopes } = field('scopes');
  return (
    <Whole form={form} hidden={hidden} locale={locale} submit={t.createKey}>
      <fieldset>
        <legend>{t.scopes}</legend>
        <p className="field-hint">{t.scopesHint}</p>
        <div className="ticks">
          {KEY_SCOPES.map((scope) => (
            <CheckBox
              key={scope}
              {...scopes}
              id={`scope-${scope}`}
              value={scope}
              defaultChecked={FIRST_SCOPES.includes(scope)}
              label={t[`scope_${scope}`]}
            />
          ))}
        </div>
        <Fault text={error} />
      </fieldset>
      <Select
        {...field('life')}
        label={t.life}
        options={KEY_LIVES.map((life) => ({ value: life, label: t[`life_${life}`] }))}
      />
      <TextArea
        {...field('allowFrom')}
        label={t.allowFrom}
        hint={t.allowFromHint}
        rows={2}
        spellCheck={false}
      />
    </Whole>
  );
}

export function EndpointForm({
  locale,
  action,
  hidden,
  values = {},
  types,
  submit,
}: FormProps & { types: readonly string[]; submit: string }) {
  const t = developerTexts(locale);
  const form = useActionForm({ schema: endpointFields, action, words: t, values, ticked: { types } });
  const { field } = form;
  const { defaultValue: _, error, ...bind } = field('types');
  return (
    <Whole form={form} hidden={hidden} locale={locale} submit={submit}>
      <Field {...field('url')} {...URL_INPUT} label={t.url} hint={t.urlHint} required size="small" />
      <Field
        {...field('description')}
        label={t.description}
        hint={t.descriptionHint}
        maxLength={250}
        size="small"
      />
      <fieldset>
        <legend>{t.types}</legend>
        <p className="field-hint">{t.typesHint}</p>
        <div className="ticks">
          {WANTED_TYPES.map((type) => (
            <CheckBox
              key={type}
              {...bind}
              id={`type-${type}`}
              value={type}
              defaultChecked={types.includes(type)}
              label={<code>{type}</code>}
            />
          ))}
        </div>
        <Fault text={error} />
      </fieldset>
    </Whole>
  );
}

export interface Switch {
  name: string;
  label: string;
  on: boolean;
}

export function DialectForm({
  locale,
  action,
  hidden,
  values = {},
  switches,
}: FormProps & { switches: readonly Switch[] }) {
  const t = developerTexts(locale);
  const form = useActionForm({
    schema: dialectFields,
    action,
    words: t,
    values,
    ticked: { switches: switches.filter(({ on }) => on).map(({ name }) => name) },
  });
  const { field } = form;
  const { defaultValue: _, error, ...bind } = field('switches');
  return (
    <Whole form={form} hidden={hidden} locale={locale} submit={t.save}>
      <Field
        {...field('callbackUrl')}
        {...URL_INPUT}
        label={t.dialectCallback}
        hint={t.dialectCallbackHint}
        size="small"
      />
      <Returns locale={locale} field={field} />
      {switches.length > 0 && (
        <fieldset>
          <legend>{t.behaviour}</legend>
          {switches.map(({ name, label, on }) => (
            <CheckBox
              key={name}
              {...bind}
              id={`switch-${name}`}
              value={name}
              defaultChecked={on}
              label={label}
            />
          ))}
          <Fault text={error} />
        </fieldset>
      )}
    </Whole>
  );
}

function Identity({ locale, field, countries, currencies }: { locale: Locale; field: Bind } & Options) {
  const t = developerTexts(locale);
  return (
    <>
      <Field {...field('name')} label={t.name} hint={t.nameHint} required maxLength={60} size="small" />
      <Field {...field('siteUrl')} {...URL_INPUT} label={t.site} hint={t.siteHint} required size="small" />
      <div className="form-pair">
        <Select {...field('country')} label={t.country} options={countries} />
        <Select {...field('currency')} label={t.currency} options={currencies} />
      </div>
      <Select {...field('locale')} label={t.language} options={LANGUAGES} />
    </>
  );
}

function Returns({ locale, field }: { locale: Locale; field: Bind }) {
  const t = developerTexts(locale);
  return (
    <fieldset>
      <legend>{t.returnsTitle}</legend>
      <p className="field-hint">{t.returnsWhat}</p>
      <Field {...field('successUrl')} {...URL_INPUT} label={t.successUrl} size="small" />
      <Field {...field('cancelUrl')} {...URL_INPUT} label={t.cancelUrl} size="small" />
      <Field {...field('failureUrl')} {...URL_INPUT} label={t.failureUrl} size="small" />
    </fieldset>
  );
}

function Whole(props: {
  form: ReturnType<typeof useActionForm>;
  hidden: FormProps['hidden'];
  locale: Locale;
  submit: string;
  children: ReactNode;
}) {
  const { form, pending, problem } = props.form;
  return (
    <form {...form} className="form">
      <Hidden values={props.hidden} />
      {problem !== undefined && <Notice tone="bad" title={problem} role="alert" tabIndex={-1} />}
      {props.children}
      <Button size="small" aria-disabled={pending || undefined}>
        {pending ? developerTexts(props.locale).saving : props.submit}
      </Button>
    </form>
  );
}

function Fault({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p className="field-error" role="alert" tabIndex={-1}>
      <span>{text}</span>
    </p>
  );
}

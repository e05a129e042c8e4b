'use client';

import { type FormAction, useActionForm } from '#components/portal/kit/action-form.ts';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import {
  acceptFields,
  changePasswordFields,
  codeFields,
  invitationFields,
  resetFields,
  resetRequestFields,
  signUpFields,
} from '#lib/merchants/account-fields.ts';
import type { Role } from '#lib/merchants/roles.ts';
import { accountTexts } from './texts.ts';

interface FormProps {
  locale: Locale;
  action: FormAction;
  /** What goes along unseen: a token, where to go next. */
  hidden?: Readonly<Record<string, string | undefined>>;
}

const EMAIL = {
  type: 'email',
  inputMode: 'email',
  autoCapitalize: 'none',
  spellCheck: false,
  maxLength: 254,
} as const;
const NEW_PASSWORD = {
  type: 'password',
  autoComplete: 'new-password',
  required: true,
  maxLength: 256,
} as const;

/** A code of the authenticator app, or a recovery code. */
export function CodeForm({ locale, action, hidden, submit }: FormProps & { submit: string }) {
  const t = accountTexts(locale);
  const { form, field, pending, problem } = useActionForm({ schema: codeFields, action, words: t });
  return (
    <form {...form} className="form">
      <Hidden values={hidden} />
      <Problem text={problem} />
      <Field
        {...field('code')}
        label={t.code}
        hint={t.codeHint}
        inputMode="text"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={40}
        autoFocus // the code is all that this page asks for
      />
      <Button aria-disabled={pending || undefined}>{pending ? t.sending : submit}</Button>
    </form>
  );
}

export function ForgottenForm({ locale, action }: FormProps) {
  const t = accountTexts(locale);
  const { form, field, pending, problem } = useActionForm({ schema: resetRequestFields, action, words: t });
  return (
    <form {...form} className="form">
      <Problem text={problem} />
      <Field {...field('email')} {...EMAIL} label={t.email} autoComplete="username" required />
      <Button aria-disabled={pending || undefined}>{pending ? t.sending : t.forgottenSubmit}</Button>
    </form>
  );
}

export function ResetForm({ locale, action, hidden }: FormProps) {
  const t = accountTexts(locale);
  const { form, field, pending, problem } = useActionForm({ schema: resetFields, action, words: t });
  return (
    <form {...form} className="form">
      <Hidden values={hidden} />
      <Problem text={problem} />
      <Field {...field('password')} {...NEW_PASSWORD} label={t.newPassword} hint={t.passwordHint} />
      <Button aria-disabled={pending || undefined}>{pending ? t.sending : t.resetSubmit}</Button>
    </form>
  );
}

export function AcceptForm({ locale, action, hidden }: FormProps) {
  const t = accountTexts(locale);
  const { form, field, pending, problem } = useActionForm({ schema: acceptFields, action, words: t });
  return (
    <form {...form} className="form">
      <Hidden values={hidden} />
      <Problem text={problem} />
      <Field {...field('name')} label={t.name} autoComplete="name" required maxLength={120} />
      <Field {...field('password')} {...NEW_PASSWORD} label={t.password} hint={t.passwordHint} />
      <Button aria-disabled={pending || undefined}>{pending ? t.sending : t.invitationSubmit}</Button>
    </form>
  );
}

export function SignUpForm({
  locale,
  action,
  countries,
}: FormProps & { countries: readonly { value: string; label: string }[] }) {
  const t = accountTexts(locale);
  const { form, field, pending, problem } = useActionForm({ schema: signUpFields, action, words: t });
  return (
    <form {...form} className="form">
      <input type="hidden" name="lang" value={locale} />
      <Problem text={problem} />
      <Field
        {...field('merchant')}
        label={t.merchant}
        hint={t.merchantHint}
        autoComplete="organization"
        required
        maxLength={120}
      />
      <Select {...field('country')} label={t.country} options={countries} />
      <Field {...field('name')} label={t.name} autoComplete="name" required maxLength={120} />
      <Field {...field('email')} {...EMAIL} label={t.email} autoComplete="username" required />
      <Field {...field('password')} {...NEW_PASSWORD} label={t.password} hint={t.passwordHint} />
      <Button aria-disabled={pending || undefined}>{pending ? t.sending : t.signUpSubmit}</Button>
    </form>
  );
}

export function ChangePasswordForm({ locale, action, hidden }: FormProps) {
  const t = accountTexts(locale);
  const { form, field, pending, problem } = useActionForm({ schema: changePasswordFields, action, words: t });
  return (
    <form {...form} className="form">
      <Hidden values={hidden} />
      <Problem text={problem} />
      <Field
        {...field('current')}
        type="password"
        label={t.currentPassword}
        autoComplete="current-password"
        required
        maxLength={256}
      />
      <Field {...field('password')} {...NEW_PASSWORD} label={t.newPassword} hint={t.passwordHint} />
      <Button size="small" aria-disabled={pending || undefined}>
        {pending ? t.sending : t.changePassword}
      </Button>
    </form>
  );
}

export function InviteForm({
  locale,
  action,
  hidden,
  roles,
}: FormProps & { roles: readonly { value: Role; label: string }[] }) {
  const t = accountTexts(locale);
  const { form, field, pending, problem } = useActionForm({
    schema: invitationFields,
    action,
    words: t,
    values: { role: 'support' },
  });
  return (
    <form {...form} className="form">
      <Hidden values={hidden} />
      <Problem text={problem} />
      <div className="form-pair">
        <Field {...field('email')} {...EMAIL} label={t.email} autoComplete="off" required size="small" />
        <Select {...field('role')} label={t.role} options={roles} />
      </div>
      <Button size="small" aria-disabled={pending || undefined}>
        {pending ? t.sending : t.inviteSubmit}
      </Button>
    </form>
  );
}

function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return <Notice tone="bad" title={text} role="alert" tabIndex={-1} />;
}

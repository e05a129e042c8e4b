'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { signInFields } from '#lib/merchants/sign-in-fields.ts';
import { portalTexts } from './texts.ts';

export interface SignInFormProps {
  locale: Locale;
  csrfToken: string;
  /** Where to go afterwards. */
  next: string;
  /** `?lang=` as it was asked for, to be given back after a refusal. */
  lang?: Locale | undefined;
  /** What was typed before a refusal. */
  email?: string | undefined;
}

/** A plain form; script only checks it before it leaves. */
export function SignInForm({ locale, csrfToken, next, lang, email }: SignInFormProps) {
  const t = portalTexts(locale);
  const element = useRef<HTMLFormElement>(null);
  const [leaving, setLeaving] = useState(false);
  // Our own sentences in the place of the browser's, once there is a script to show them.
  useEffect(() => {
    if (element.current) element.current.noValidate = true;
  }, []);
  // No default values here: what was typed before the script came would be lost.
  const { register, handleSubmit, formState } = useForm({ resolver: zodResolver(signInFields) });
  const send = handleSubmit(() => {
    setLeaving(true);
    element.current?.submit();
  });
  return (
    <form
      ref={element}
      className="sign-in-form"
      method="post"
      action="/api/auth/callback/credentials"
      onSubmit={send}
    >
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value={next} />
      {lang && <input type="hidden" name="lang" value={lang} />}
      <Field
        id="email"
        label={t.email}
        type="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={254}
        defaultValue={email}
        error={formState.errors.email && t.emailWrong}
        {...register('email')}
      />
      <Field
        id="password"
        label={t.password}
        type="password"
        autoComplete="current-password"
        required
        maxLength={256}
        error={formState.errors.password && t.passwordMissing}
        {...register('password')}
      />
      <Button aria-disabled={leaving || undefined}>{leaving ? t.signingIn : t.signIn}</Button>
    </form>
  );
}

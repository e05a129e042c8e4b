import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { formErrorText } from './error-text.ts';
import { Heading } from './heading.tsx';
import type { PartProps } from './page-props.ts';
import { PhonePrompt } from './phone-prompt.tsx';
import { PostForm } from './post-form.tsx';
import type { CheckoutState } from './view.ts';
import { Release } from './waiting-parts.tsx';

type OtpState = Extract<CheckoutState, { kind: 'otp' }>;

/** A code that the operator sent, or that the payer fetched: typed here, unlike the secret code. */
export function Otp(props: PartProps<OtpState>) {
  const { state, words, echo, view } = props;
  const { t } = words;
  const op = words.of(state.operator);
  const typo = echo?.error?.startsWith('otp_') ? formErrorText(echo, { view, words }) : undefined;
  // A new code is advised only where the payer can fetch one.
  const wrong =
    state.ussd === undefined
      ? t('checkout.error.otp_invalid')
      : t('checkout.otp.wrongDial', { code: state.ussd });
  const refused = `${wrong} ${t('checkout.error.otp_tries', { count: state.triesLeft })}`;
  const error = typo ?? (state.wrong > 0 ? refused : undefined);
  const length = state.length;
  return (
    <>
      <div className="told">
        <PhonePrompt operator={state.operator} />
        <Heading>
          <OtpHeading {...props} />
        </Heading>
      </div>
      <PostForm drawing={props} to="otp" className="slip-action otp-form">
        <Field
          id="code"
          name="code"
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          enterKeyHint="go"
          maxLength={12}
          className="input-digits"
          label={length === undefined ? t('checkout.otp.label') : t('checkout.otp.labelLength', { length })}
          hint={t('checkout.otp.what', op)}
          autoFocus // the code is all that this page asks for
          {...(error === undefined ? {} : { error })}
        />
        <Button>{t('checkout.otp.submit')}</Button>
      </PostForm>
      <NoSms {...props} />
      {state.canRelease && <Release {...props} operator={state.operator} />}
    </>
  );
}

function OtpHeading({ state, words }: PartProps<OtpState>) {
  const { t } = words;
  const { phone, ussd, operator } = state;
  if (ussd !== undefined) {
    return t.rich('checkout.otp.preHeading', {
      ...words.of(operator),
      code: ussd,
      dial: (code: ReactNode) => <code className="code">{code}</code>,
    });
  }
  return phone === undefined ? t('checkout.otp.headingNoPhone') : t('checkout.otp.heading', { phone });
}

function NoSms({ state: { phone, ussd }, words: { t } }: PartProps<OtpState>) {
  if (ussd !== undefined || phone === undefined) return null;
  return (
    <p className="slip-note">
      <b>{t('checkout.otp.noSms')}</b> {t('checkout.otp.noSmsWhat', { phone })}
    </p>
  );
}

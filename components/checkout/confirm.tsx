import type { ReactNode } from 'react';
import { Notice } from '#components/ui/notice.tsx';
import { Stations } from '#components/ui/stations.tsx';
import { Heading } from './heading.tsx';
import type { PartProps } from './page-props.ts';
import { PhonePrompt } from './phone-prompt.tsx';
import type { CheckoutState } from './view.ts';
import { Refresh, Release } from './waiting-parts.tsx';
import { sentence } from './words.ts';

type ConfirmState = Extract<CheckoutState, { kind: 'confirm' }>;

/** The prompt is on the payer's phone: what to do, where it stands, and what if nothing appears. */
export function Confirm(props: PartProps<ConfirmState>) {
  const { state, words } = props;
  const { t, amt, shop } = words;
  const op = words.of(state.operator);
  const { phone } = state;
  const heading =
    phone === undefined
      ? t('checkout.confirm.headingNoPhone', op)
      : t('checkout.confirm.heading', { ...op, phone });
  return (
    <>
      <div className="told">
        <PhonePrompt operator={state.operator} />
        <Heading>{state.sent ? heading : t('checkout.submitting.heading', op)}</Heading>
      </div>
      {!state.sent && <p className="slip-text">{sentence(t('checkout.submitting.what', { ...op, amt }))}</p>}
      <Stations
        className="slip-stations"
        stations={[
          state.sent
            ? { key: 'sent', at: 'done', text: t('checkout.confirm.sent', op) }
            : { key: 'sent', at: 'now', text: t('checkout.submitting.now', op) },
          { key: 'now', at: state.sent ? 'now' : 'next', text: t('checkout.confirm.now', { amt, shop }) },
          { key: 'answer', at: 'next', text: sentence(t('checkout.confirm.answer', op)) },
        ]}
      />
      {state.showHelp && <Help {...props} />}
      <Refresh {...props} />
      {state.canRelease && <Release {...props} operator={state.operator} />}
    </>
  );
}

function Help({ state: { ussd }, words: { t } }: PartProps<ConfirmState>) {
  if (ussd === undefined) {
    return (
      <Notice tone="wait" title={t('checkout.confirm.helpHeading')}>
        {t('checkout.confirm.helpNoCode')}
      </Notice>
    );
  }
  return (
    <Notice tone="wait" title={t('checkout.confirm.helpHeading')}>
      {t.rich('checkout.confirm.help', {
        code: ussd,
        dial: (code: ReactNode) => <code className="code">{code}</code>,
      })}
      {/* The prompt is on the phone of that number, which is often another one: offered only where one can dial. */}
      <a className="dial" href={`tel:${encodeURIComponent(ussd)}`}>
        {t('checkout.confirm.dial', { code: ussd })}
      </a>
    </Notice>
  );
}

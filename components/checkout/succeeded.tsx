import { whenText } from '#components/time.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { referenceFacts } from './facts.tsx';
import { Heading } from './heading.tsx';
import type { PartProps } from './page-props.ts';
import { Seal } from './seal.tsx';
import type { CheckoutState, CheckoutView } from './view.ts';
import { sentence } from './words.ts';

type SucceededState = Extract<CheckoutState, { kind: 'succeeded' }>;
type SuspenseState = Extract<CheckoutState, { kind: 'suspense' }>;

/** The money arrived: when, from where, under which references, and the way back to the shop. */
export function Succeeded(props: PartProps<SucceededState>) {
  const { state, view, words, now } = props;
  const { t, shop, locale, timeZone, amount } = words;
  const op = words.of(state.operator);
  const when = whenText({ at: new Date(state.at), locale, timeZone, today: now });
  const facts = referenceFacts(props, state);
  return (
    <>
      <div className="received">
        <Seal />
        <div>
          <Heading>
            {t(
              allReturned(state, view) ? 'checkout.succeeded.headingReturned' : 'checkout.succeeded.heading',
            )}
          </Heading>
          <p>
            {sentence(
              state.late
                ? t('checkout.succeeded.late', { ...op, shop })
                : t('checkout.succeeded.what', { ...op, when, shop }),
            )}
          </p>
        </div>
      </div>
      {state.returned !== undefined && (
        <Notice
          tone="wait"
          title={sentence(t('checkout.succeeded.returned', { ...op, amt: amount(state.returned) }))}
        >
          {t('checkout.succeeded.returnedWhat', { ...op, shop })}
        </Notice>
      )}
      {state.surplus && (
        <Notice tone="wait" title={t('checkout.succeeded.surplus')}>
          {t('checkout.succeeded.surplusWhat', { shop })}
        </Notice>
      )}
      {state.suspense && (
        <Notice tone="wait" title={t('checkout.succeeded.suspense')}>
          {t('checkout.succeeded.suspenseWhat')}
        </Notice>
      )}
      <Facts
        facts={[
          ...facts.slice(0, 1),
          { key: 'when', term: t('checkout.succeeded.when'), value: sentence(dateText(state.at, props)) },
          ...(state.charged === undefined
            ? []
            : [{ key: 'charged', term: t('checkout.succeeded.charged', op), value: amount(state.charged) }]),
          ...facts.slice(1),
        ]}
      />
    </>
  );
}

/** Then "received" alone would not be the truth any more. */
export function allReturned({ returned }: SucceededState, view: CheckoutView): boolean {
  return returned !== undefined && BigInt(returned.minor) >= BigInt(view.amount.minor);
}

function dateText(at: string, { words: { locale, timeZone } }: PartProps<SucceededState>): string {
  return whenText({ at: new Date(at), locale, timeZone }).replace(/^(le|on) /, '');
}

/** Money of another amount or currency arrived: it is neither lost nor the payment. */
export function Suspense(props: PartProps<SuspenseState>) {
  const { state, words } = props;
  const { t, shop } = words;
  const op = words.of(state.operator);
  return (
    <>
      <Notice tone="wait" title={<Heading>{t('checkout.suspense.heading')}</Heading>}>
        {sentence(t('checkout.suspense.what', { ...op, shop }))}
      </Notice>
      <Facts facts={referenceFacts(props, state)} />
    </>
  );
}

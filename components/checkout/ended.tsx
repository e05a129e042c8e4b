import { Notice, type Tone } from '#components/ui/notice.tsx';
import { Heading } from './heading.tsx';
import type { PartProps } from './page-props.ts';
import { StillOpen } from './parts.tsx';
import { PreviousNotice, previousText } from './previous.tsx';
import type { CheckoutState, CheckoutView } from './view.ts';
import type { Words } from './words.ts';

type EndedState = Extract<CheckoutState, { kind: 'failed' | 'canceled' | 'expired' }>;
type ShopState = Extract<CheckoutState, { kind: 'shop' }>;

const TONES = { failed: 'bad', canceled: 'still', expired: 'still' } as const satisfies Record<
  EndedState['kind'],
  Tone
>;

/** The payment ended without money, as far as anybody knows: while an attempt is open, nobody says more than that. */
export function Ended(props: PartProps<EndedState>) {
  const { state, words } = props;
  const { t } = words;
  const tone = props.view.stillOpen === undefined ? TONES[state.kind] : 'wait';
  return (
    <>
      {/* Money that may still move comes before the end of the link. */}
      {state.previous?.kind !== 'released' && <StillOpen {...props} />}
      <Notice tone={tone} title={<Heading>{t(`checkout.${state.kind}.heading`)}</Heading>}>
        <p>{endedText(props)}</p>
      </Notice>
      <WayOn {...props} />
    </>
  );
}

/** Where to begin anew; an ended payment cannot be taken up again. */
function WayOn({ state, view, words }: PartProps<EndedState>) {
  const { t, shop } = words;
  // While money may still come nobody is told twice to begin anew.
  if (state.kind === 'expired' || view.stillOpen !== undefined) return null;
  if (state.kind === 'failed') return <p className="slip-text">{overText(view, words)}</p>;
  return view.fromLink ? null : <p className="slip-text">{t('checkout.canceled.again', { shop })}</p>;
}

function endedText({ state, view, words }: PartProps<EndedState>): string {
  const { t, shop } = words;
  const { previous, code, kind } = state;
  if (previous?.kind === 'released') return previousText(previous, words);
  // "Nothing was taken" is said of the last attempt, and only when no other one is open.
  if (view.stillOpen !== undefined) return overText(view, words);
  if (code === 'canceled_by_merchant') return t('checkout.canceled.byShop', { shop });
  if (kind === 'canceled' && (code === undefined || code === 'canceled_on_page'))
    return t('checkout.canceled.byPayer');
  if (kind === 'expired' && (code === undefined || code === 'session_expired' || previous === undefined)) {
    return t(view.fromLink ? 'checkout.expired.whatLink' : 'checkout.expired.what', { shop });
  }
  return previous === undefined ? t('checkout.canceled.byPayer') : previousText(previous, words);
}

function overText({ fromLink }: CheckoutView, { t, shop }: Words): string {
  return t(fromLink ? 'checkout.failed.overLink' : 'checkout.failed.over', { shop });
}

/** Between two attempts of a direct charge only the shop can go on. */
export function ShopGoesOn(props: PartProps<ShopState>) {
  const { state, words } = props;
  const { t, shop } = words;
  return (
    <>
      {state.previous !== undefined && <PreviousNotice {...props} previous={state.previous} />}
      <Heading>{t('checkout.shop.heading', { shop })}</Heading>
      <p className="slip-text">{t('checkout.shop.what', { shop })}</p>
    </>
  );
}

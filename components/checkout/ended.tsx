import { Notice, type Tone } from '#components/ui/notice.tsx';
import { Heading } from './heading.tsx';
import type { PartProps } from './page-props.ts';
import { StillOpen } from './parts.tsx';
import { PreviousNotice, previousText } from './previous.tsx';
import type { CheckoutState } from './view.ts';

type EndedState = Extract<CheckoutState, { kind: 'failed' | 'canceled' | 'expired' }>;
type ShopState = Extract<CheckoutState, { kind: 'shop' }>;

const TONES = { failed: 'bad', canceled: 'still', expired: 'still' } as const satisfies Record<
  EndedState['kind'],
  Tone
>;

/** The payment ended without money, as far as anybody knows: while an attempt is open, nobody says more than that. */
export function Ended(props: PartProps<EndedState>) {
  const { state, words } = props;
  const { t, shop } = words;
  const tone = props.view.stillOpen === undefined ? TONES[state.kind] : 'wait';
  return (
    <>
      {/* Money that may still move comes before the end of the link. */}
      {state.previous?.kind !== 'released' && <StillOpen {...props} />}
      <Notice tone={tone} title={<Heading>{t(`checkout.${state.kind}.heading`)}</Heading>}>
        <p>{endedText(props)}</p>
      </Notice>
      {state.kind === 'failed' && <p className="slip-text">{t('checkout.failed.over', { shop })}</p>}
    </>
  );
}

function endedText({ state, view, words }: PartProps<EndedState>): string {
  const { t, shop } = words;
  const { previous, code, kind } = state;
  if (previous?.kind === 'released') return previousText(previous, words);
  // "Nothing was taken" is said of the last attempt, and only when no other one is open.
  if (view.stillOpen !== undefined) return t('checkout.failed.over', { shop });
  if (code === 'canceled_by_merchant') return t('checkout.canceled.byShop', { shop });
  if (kind === 'canceled' && (code === undefined || code === 'canceled_on_page'))
    return t('checkout.canceled.byPayer');
  if (kind === 'expired' && (code === undefined || code === 'session_expired' || previous === undefined)) {
    return t('checkout.expired.what', { shop });
  }
  return previous === undefined ? t('checkout.canceled.byPayer') : previousText(previous, words);
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

import { whenText } from '#components/time.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Stations } from '#components/ui/stations.tsx';
import { referenceFacts } from './facts.tsx';
import { Heading } from './heading.tsx';
import type { PartProps } from './page-props.ts';
import type { CheckoutState } from './view.ts';
import { Refresh, Release } from './waiting-parts.tsx';
import { sentence } from './words.ts';

type CheckingState = Extract<CheckoutState, { kind: 'checking' }>;
type UnresolvedState = Extract<CheckoutState, { kind: 'unresolved' }>;

const MINUTE_MS = 60_000;

/** The time to confirm is over and the operator has not said how it ended: paying again would be paying twice. */
export function Checking(props: PartProps<CheckingState>) {
  const { state, words } = props;
  const { t } = words;
  const op = words.of(state.operator);
  return (
    <>
      <Notice tone="wait" title={<Heading>{sentence(t('checkout.checking.heading', op))}</Heading>}>
        {t('checkout.checking.what')}
      </Notice>
      <Stations
        className="slip-stations"
        stations={[
          { key: 'sent', at: 'done', text: t('checkout.checking.sent', op) },
          {
            key: 'now',
            at: 'now',
            text: (
              <>
                {t('checkout.checking.now', op)}
                <NextCheck {...props} />
              </>
            ),
          },
        ]}
      />
      <Refresh {...props} />
      {state.canRelease && <Release {...props} operator={state.operator} />}
    </>
  );
}

/** A moment and not a countdown: it stays true while the page stands still. */
function NextCheck({ state: { nextCheckAt }, words, now }: PartProps<CheckingState>) {
  if (nextCheckAt === undefined) return null;
  const at = new Date(nextCheckAt);
  const soon = at.getTime() - now.getTime() < MINUTE_MS;
  const when = whenText({ at, locale: words.locale, timeZone: words.timeZone, today: now });
  return (
    <span className="station-note">
      {soon ? words.t('checkout.checking.nextSoon') : words.t('checkout.checking.nextAt', { when })}
    </span>
  );
}

/** Three days without an answer: a person asks the operator now. */
export function Unresolved(props: PartProps<UnresolvedState>) {
  const { state, words } = props;
  const { t, shop } = words;
  const op = words.of(state.operator);
  return (
    <>
      <Notice tone="wait" title={<Heading>{sentence(t('checkout.unresolved.heading', op))}</Heading>}>
        {t('checkout.unresolved.what', op)}
      </Notice>
      <p className="slip-text">{t('checkout.unresolved.keep', { ...op, shop })}</p>
      <Facts facts={referenceFacts(props, state)} />
    </>
  );
}

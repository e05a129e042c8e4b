import { Tear, Weave } from '#components/ui/ticket.tsx';
import { assertNever } from '#lib/errors.ts';
import { Checking, Unresolved } from './checking.tsx';
import { Choose } from './choose.tsx';
import { Confirm } from './confirm.tsx';
import { Ended, ShopGoesOn } from './ended.tsx';
import { Go } from './go.tsx';
import { Otp } from './otp.tsx';
import type { Drawing } from './page-props.ts';
import { Foot, Leave, Stub, Top } from './parts.tsx';
import { Succeeded, Suspense } from './succeeded.tsx';
import { sentence } from './words.ts';

/**
 * The payer's page: a ticket. Shop and amount stand on the stub and never move; only what lies behind the tear line
 * changes with the state. Everything here is drawn on the server; a script of our own (app/pay/[id]/page-script.js) only
 * keeps it up to date, and finds in the attributes of `main` what it must know.
 */
export function Checkout({ version, ...drawing }: Drawing & { version: string }) {
  const { view, words } = drawing;
  return (
    <div className="checkout" data-mode={view.mode}>
      <header>
        {view.mode === 'test' && <p className="test-band">{words.t('common.testBand')}</p>}
        <Top {...drawing} />
      </header>
      <div className="checkout-page">
        <main className="ticket pay-ticket" {...forScript({ version, ...drawing })}>
          <Weave />
          <Stub {...drawing} />
          <Tear />
          <section className="slip" aria-labelledby="state">
            <Slip {...drawing} />
            <Leave {...drawing} />
            {drawing.weight === 'full' && (
              <p className="offline" id="offline" hidden>
                {offlineText(drawing)}
              </p>
            )}
          </section>
        </main>
        {drawing.weight === 'full' && <p className="sr-only" role="status" id="said" />}
        <Foot {...drawing} />
      </div>
    </div>
  );
}

function forScript({ view, words, weight, asked, version }: Drawing & { version: string }) {
  if (weight === 'lite') return {};
  return {
    'data-state': view.state.kind,
    'data-version': version,
    'data-frame': asked.frame,
    'data-status': `/pay/${view.id}/status`,
    'data-ask': view.askAgainMs,
    'data-sending': words.t('checkout.sending'),
    ...(view.leave.byItselfAfterS === undefined
      ? {}
      : { 'data-leave': view.leave.url, 'data-leave-after': view.leave.byItselfAfterS }),
  };
}

/** While money may be moving, the loss of our connection does not stop it. */
function offlineText({ view: { state }, words: { t, of } }: Drawing): string {
  const waits = state.kind === 'confirm' || state.kind === 'checking' || state.kind === 'unresolved';
  return waits ? sentence(t('checkout.offlineWaiting', of(state.operator))) : t('checkout.offline');
}

function Slip(drawing: Drawing) {
  const { state } = drawing.view;
  switch (state.kind) {
    case 'choose':
      return <Choose {...drawing} state={state} />;
    case 'confirm':
      return <Confirm {...drawing} state={state} />;
    case 'otp':
      return <Otp {...drawing} state={state} />;
    case 'go':
      return <Go {...drawing} state={state} />;
    case 'checking':
      return <Checking {...drawing} state={state} />;
    case 'unresolved':
      return <Unresolved {...drawing} state={state} />;
    case 'succeeded':
      return <Succeeded {...drawing} state={state} />;
    case 'suspense':
      return <Suspense {...drawing} state={state} />;
    case 'failed':
    case 'canceled':
    case 'expired':
      return <Ended {...drawing} state={state} />;
    case 'shop':
      return <ShopGoesOn {...drawing} state={state} />;
    default:
      return assertNever(state);
  }
}

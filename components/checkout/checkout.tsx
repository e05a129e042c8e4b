import './checkout.css';
import { Tear, Weave } from '#components/ui/ticket.tsx';
import { assertNever } from '#lib/errors.ts';
import { Checking, Unresolved } from './checking.tsx';
import { Choose } from './choose.tsx';
import { Confirm } from './confirm.tsx';
import { Ended, ShopGoesOn } from './ended.tsx';
import { Go } from './go.tsx';
import { Live } from './live.tsx';
import { liveTexts } from './live-texts.ts';
import { Otp } from './otp.tsx';
import type { Drawing } from './page-props.ts';
import { Foot, Leave, Stub, Top } from './parts.tsx';
import { Succeeded, Suspense } from './succeeded.tsx';

/**
 * The payer's page: a ticket. Shop and amount stand on the stub and never move; only what lies behind the tear line
 * changes with the state. Everything here is drawn on the server; {@link Live} only keeps it up to date.
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
        <main className="ticket pay-ticket" data-state={view.state.kind}>
          <Weave />
          <Stub {...drawing} />
          <Tear />
          <section className="slip" aria-labelledby="state">
            <Slip {...drawing} />
            <Leave {...drawing} />
            <Live
              id={view.id}
              {...(drawing.asked && { lang: drawing.asked })}
              version={version}
              kind={view.state.kind}
              {...(view.askAgainMs === undefined ? {} : { askAgainMs: view.askAgainMs })}
              texts={liveTexts(drawing)}
            />
          </section>
        </main>
        <Foot {...drawing} />
      </div>
    </div>
  );
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

import { createHash } from 'node:crypto';
import type { CheckoutView, Previous } from '#components/checkout/view.ts';

/**
 * A fingerprint of what the page says: when it changes, the page asks for itself again. It covers what time alone
 * brings about (help after 12 s, "being checked" after the deadline), and leaves out what must not make a page that
 * somebody is filling in blink: operators' availability, the number typed, when we ask again.
 */
export function versionOf(view: CheckoutView): string {
  const { state } = view;
  const told =
    state.kind === 'choose'
      ? { kind: state.kind, previous: withoutLimits(state.previous), triesLeft: state.triesLeft }
      : state;
  const said = { told, stillOpen: view.stillOpen };
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 12);
}

/** The status route works out no choice, so it knows no operator's limits. */
function withoutLimits(previous: Previous | undefined) {
  return previous === undefined ? undefined : { ...previous, limits: undefined };
}

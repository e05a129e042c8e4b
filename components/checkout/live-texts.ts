import type { Drawing } from './page-props.ts';
import { sentence } from './words.ts';

/** The few texts that script shows, in the page's language: dictionaries stay on the server. */
export interface LiveTexts {
  offline: string;
  sending: string;
}

export function liveTexts({ view: { state }, words: { t, of } }: Drawing): LiveTexts {
  const waits = state.kind === 'confirm' || state.kind === 'checking' || state.kind === 'unresolved';
  return {
    offline: waits ? sentence(t('checkout.offlineWaiting', of(state.operator))) : t('checkout.offline'),
    sending: t('checkout.sending'),
  };
}

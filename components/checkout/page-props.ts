import type { CheckoutView, FormEcho } from './view.ts';
import type { Words } from './words.ts';

/** What every part of the payer's page is drawn from. */
export interface Drawing {
  view: CheckoutView;
  words: Words;
  /** The language that the reader asked for, carried along by every form. */
  asked?: 'fr' | 'en';
  echo?: FormEcho;
  now: Date;
}

/** A part for one state; the state is passed apart, so that its type is narrow. */
export interface PartProps<State> extends Drawing {
  state: State;
}

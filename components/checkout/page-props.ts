import type { CheckoutView, FormEcho } from './view.ts';
import type { Words } from './words.ts';

/** What every part of the payer's page is drawn from. */
export interface Drawing {
  view: CheckoutView;
  words: Words;
  /** `lite` is drawn without script, and without what only large or new screens can show. */
  weight: Weight;
  /** What the reader asked for, carried along by every form and link. */
  asked: Asked;
  echo?: FormEcho;
  now: Date;
}

export type Weight = 'full' | 'lite';

export interface Asked {
  lang?: 'fr' | 'en' | undefined;
  /** Absent where the browser decides. */
  weight?: Weight;
  /** The declared site in whose window the page stands (app/pay/[id]/frame.ts). */
  frame?: string | undefined;
}

/** A part for one state; the state is passed apart, so that its type is narrow. */
export interface PartProps<State> extends Drawing {
  state: State;
}

/** The page's own address, as this reader sees it; no error and nothing typed stands in it. */
export function pageAddress(id: string, { lang, weight, frame }: Asked): string {
  const query = [
    lang && `lang=${lang}`,
    weight === 'full' && 'view=full',
    frame && `frame=${encodeURIComponent(frame)}`,
  ]
    .filter(Boolean)
    .join('&');
  return `/pay/${id}${weight === 'lite' ? '/lite' : ''}${query && `?${query}`}`;
}

/** For links and forms that lead to the page again: in a shop's window everything else leaves it (document.tsx). */
export function staysIn({ frame }: { frame?: string | undefined }): { target?: '_self' } {
  return frame === undefined ? {} : { target: '_self' };
}

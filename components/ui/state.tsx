import type { ReactNode } from 'react';
import type { Tone } from './notice.tsx';

/** A state in a word, with a shape before it that does not need its colour. */
export function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`state state-${tone}`}>{children}</span>;
}

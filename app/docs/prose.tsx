import type { ReactNode } from 'react';

/** A sentence whose `code` stands in backticks. */
export function Prose({ text }: { text: string }): ReactNode {
  const parts = text.split('`');
  // Every second part stood between backticks.
  // biome-ignore lint/suspicious/noArrayIndexKey: parts never move, so their place is their key
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

import type { ReactNode } from 'react';

/** The state in a sentence; takes focus from script when the state changes. */
export function Heading({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <h1 id="state" tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}

import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export interface Fact {
  term: ReactNode;
  value: ReactNode;
  key: string;
}

/** Term left, value right; a value that does not fit beside its term moves below it. */
export function Facts({ facts, className }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl className={classes('facts', className)}>
      {facts.map((fact) => (
        <div key={fact.key}>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

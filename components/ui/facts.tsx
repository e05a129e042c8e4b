import { Fragment, type ReactNode } from 'react';
import { classes } from './classes.ts';

export interface Fact {
  term: ReactNode;
  value: ReactNode;
  key: string;
}

/** Terms and values in two columns, figures under figures. */
export function Facts({ facts, className }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl className={classes('facts', className)}>
      {facts.map((fact) => (
        <Fragment key={fact.key}>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

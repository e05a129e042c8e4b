import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

/** A sheet of card; its parts are separated by {@link Tear}. */
export function Ticket({ className, children, ...rest }: ComponentProps<'section'>) {
  return (
    <section {...rest} className={classes('ticket', className)}>
      {children}
    </section>
  );
}

/** The perforated line between the parts of a ticket. */
export function Tear({ className }: { className?: string }) {
  return <div className={classes('tear', className)} aria-hidden="true" />;
}

/** The woven stripe, the only ornament. */
export function Weave({ className }: { className?: string }) {
  return <div className={classes('weave', className)} aria-hidden="true" />;
}

import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';

export type Tone = 'good' | 'wait' | 'bad' | 'still';

export interface NoticeProps extends Omit<ComponentProps<'div'>, 'title'> {
  tone?: Tone;
  title?: ReactNode;
}

/** A coloured box with a shape that says the same without colour: full dot good, ring waiting, square bad. */
export function Notice({ tone = 'still', title, className, children, ...rest }: NoticeProps) {
  return (
    <div {...rest} className={classes('notice', `notice-${tone}`, className)}>
      {title !== undefined && <div className="notice-title">{title}</div>}
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}

import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

/** `main` once a page, `second` beside it, `quiet` for a way out; `small` where a page is dense (tables, tool bars). */
export interface ButtonLook {
  tone?: 'main' | 'second' | 'quiet';
  size?: 'full' | 'small';
}

/** A button; inside a form it submits unless `type="button"` is given. */
export function Button({
  tone,
  size,
  className,
  type = 'submit',
  ...rest
}: ComponentProps<'button'> & ButtonLook) {
  return <button {...rest} type={type} className={look({ tone, size }, className)} />;
}

/** A link that looks like a button. A plain link: give `next/link` the class from `buttonClass` where that is wanted. */
export function ButtonLink({ tone, size, className, children, ...rest }: ComponentProps<'a'> & ButtonLook) {
  return (
    <a {...rest} className={look({ tone, size }, className)}>
      {children}
    </a>
  );
}

/** The same look for elements that others render. */
export function buttonClass(options: ButtonLook = {}): string {
  return look(options, undefined);
}

function look({ tone = 'main', size = 'full' }: ButtonLook, className: string | undefined): string {
  return classes('btn', tone !== 'main' && `btn-${tone}`, size === 'small' && 'btn-small', className);
}

import type { ReactNode } from 'react';
import { Button, type ButtonLook } from '#components/ui/button.tsx';
import { Hidden } from './hidden.tsx';

export interface ActButtonProps extends Pick<ButtonLook, 'tone'> {
  /** A server action, and what it needs to know. */
  action: (form: FormData) => Promise<void>;
  hidden: Readonly<Record<string, string | undefined>>;
  className?: string;
  /** Where the words alone do not say which object is meant. */
  'aria-label'?: string;
  children: ReactNode;
}

/** An act that nobody needs to be asked about twice: a form of one button, which works without script. */
export function ActButton({ action, hidden, className, children, ...button }: ActButtonProps) {
  return (
    <form action={action} className={className}>
      <Hidden values={hidden} />
      <Button size="small" {...button}>
        {children}
      </Button>
    </form>
  );
}

import type { ReactNode } from 'react';
import { type Drawing, staysIn } from './page-props.ts';

export interface PostFormProps {
  drawing: Drawing;
  /** The form's target below the payment's page. */
  to: 'charge' | 'otp' | 'cancel' | 'release' | 'go';
  className?: string;
  children: ReactNode;
}

/** A form that works without script: it posts to a route, which answers 303 to the page. */
export function PostForm({ drawing: { view, asked }, to, className, children }: PostFormProps) {
  // A provider's page stands in no frame, so the way there leaves ours.
  const frame = to === 'go' ? undefined : asked.frame;
  return (
    <form
      method="post"
      action={`/pay/${view.id}/${to}`}
      className={className}
      noValidate
      data-once=""
      {...(frame !== undefined && staysIn(asked))}
    >
      {frame !== undefined && <input type="hidden" name="frame" value={frame} />}
      {asked.lang !== undefined && <input type="hidden" name="lang" value={asked.lang} />}
      {asked.weight !== undefined && <input type="hidden" name="view" value={asked.weight} />}
      {children}
    </form>
  );
}

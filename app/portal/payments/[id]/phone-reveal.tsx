'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useActionState } from 'react';
import type { FormAction } from '#components/portal/kit/action-form.ts';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { Button } from '#components/ui/button.tsx';

export interface PhoneRevealProps {
  action: FormAction;
  hidden: Readonly<Record<string, string>>;
  words: {
    show: string;
    hide: string;
    what: string;
    none: string;
    heading: string;
    customer: string;
    attempt: string;
  };
}

/** Whole numbers, asked for by a person and gone with the page: they are in no address and no cache. */
export function PhoneReveal({ action, hidden, words }: PhoneRevealProps) {
  const [{ shown }, dispatch, pending] = useActionState(action, {});
  const Icon = shown ? EyeOff : Eye;
  const rows = Object.entries(shown ?? {});
  return (
    <form action={dispatch} className="phone-reveal">
      <Hidden values={hidden} />
      {shown !== undefined && <input type="hidden" name="hide" value="1" />}
      <Button size="small" tone="second" aria-disabled={pending || undefined}>
        <Icon size={18} aria-hidden="true" />
        {shown ? words.hide : words.show}
      </Button>
      <div role="status">
        {shown !== undefined && rows.length === 0 && <p>{words.none}</p>}
        {rows.length > 0 && (
          <dl>
            {rows.map(([owner, number]) => (
              <div key={owner}>
                <dt>{owner === 'customer' ? words.customer : words.attempt.replace('{number}', owner)}</dt>
                <dd className="figure">{number}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <p className="field-hint">{words.what}</p>
    </form>
  );
}

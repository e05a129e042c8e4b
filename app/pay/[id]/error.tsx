'use client';

import { CalmPage } from '#components/checkout/calm-page.tsx';
import { Button } from '#components/ui/button.tsx';
import { TROUBLE } from './trouble-texts.ts';

/**
 * Something of ours broke. Both languages, because nothing that could tell the payer's is known to work here.
 */
export default function PaymentTrouble({ reset }: { reset: () => void }) {
  return (
    <CalmPage heading={TROUBLE.fr.heading}>
      <p className="slip-text">{TROUBLE.fr.what}</p>
      <div lang="en">
        <p className="font-bold">{TROUBLE.en.heading}</p>
        <p className="slip-text">{TROUBLE.en.what}</p>
      </div>
      <Button type="button" onClick={reset}>
        {TROUBLE.fr.retry} · <span lang="en">{TROUBLE.en.retry}</span>
      </Button>
    </CalmPage>
  );
}

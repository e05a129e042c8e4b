import type { ReactNode } from 'react';
import { Ticket, Weave } from '#components/ui/ticket.tsx';

export interface CalmSlipProps {
  heading: string;
  /** The same page in the other language, where a page can tell its language at all. */
  otherLanguage?: { locale: 'fr' | 'en'; name: string };
  children: ReactNode;
}

/** A ticket that says one thing: not found, not available. */
export function CalmSlip({ heading, otherLanguage, children }: CalmSlipProps) {
  return (
    <div className="checkout">
      {otherLanguage !== undefined && (
        <div className="checkout-top calm-top">
          <a href={`?lang=${otherLanguage.locale}`} lang={otherLanguage.locale} className="checkout-language">
            {otherLanguage.name}
          </a>
        </div>
      )}
      <main className="checkout-page calm-page">
        <Ticket className="pay-ticket-plain">
          <Weave />
          <div className="slip">
            <h1>{heading}</h1>
            {children}
          </div>
        </Ticket>
      </main>
    </div>
  );
}

import './checkout.css';
import type { ReactNode } from 'react';
import { Ticket, Weave } from '#components/ui/ticket.tsx';

/** A ticket that says one thing: not found, not available. */
export function CalmPage({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <div className="checkout">
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

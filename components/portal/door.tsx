import type { ReactNode } from 'react';
import { BrandMark } from '#components/ui/brand.tsx';
import { Ticket, Weave } from '#components/ui/ticket.tsx';
import type { Locale } from '#lib/i18n/locale.ts';

export interface DoorProps {
  locale: Locale;
  heading: ReactNode;
  lead?: ReactNode;
  /** The same page in the other language. */
  otherLanguage: { href: string; name: string };
  children: ReactNode;
}

/** What every page in front of the portal looks like: a ticket with one thing to do. */
export function Door({ locale, heading, lead, otherLanguage, children }: DoorProps) {
  const other: Locale = locale === 'fr' ? 'en' : 'fr';
  return (
    <div className="sign-in" lang={locale}>
      <main>
        <Ticket>
          <Weave />
          <div className="sign-in-body">
            <div className="sign-in-top">
              <span className="portal-brand">
                <BrandMark />
                Cross
              </span>
              <a href={otherLanguage.href} lang={other} hrefLang={other}>
                {otherLanguage.name}
              </a>
            </div>
            <h1>{heading}</h1>
            {lead !== undefined && <p className="text-soft">{lead}</p>}
            {children}
          </div>
        </Ticket>
      </main>
    </div>
  );
}

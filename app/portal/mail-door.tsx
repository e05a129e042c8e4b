import type { ReactNode } from 'react';
import { Door } from '#components/portal/door.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { env } from '#lib/env.ts';
import { SIGN_IN } from './address.ts';
import type { DoorPage } from './open-door.ts';

/** A door whose form sends a mail; once it is sent, what to look for in its place. */
export function MailDoor(props: {
  door: DoorPage;
  heading: string;
  lead: string;
  sent: { title: string; what: string } | undefined;
  children: ReactNode;
}) {
  const { door, heading, lead, sent, children } = props;
  const { locale, t, otherLanguage } = door;
  return (
    <Door
      locale={locale}
      heading={heading}
      lead={sent === undefined ? lead : undefined}
      otherLanguage={otherLanguage}
    >
      {sent === undefined ? (
        children
      ) : (
        <>
          <Notice tone="wait" title={sent.title} role="status">
            {sent.what}
          </Notice>
          {env().mode === 'demo' && <p className="sign-in-hint">{t.mailDemo}</p>}
        </>
      )}
      <ButtonLink tone="quiet" href={SIGN_IN}>
        {t.backToSignIn}
      </ButtonLink>
    </Door>
  );
}

import type { Metadata } from 'next';
import { AcceptForm } from '#components/portal/account/forms.tsx';
import { ROLE_WORDS } from '#components/portal/account/texts.ts';
import { Door } from '#components/portal/door.tsx';
import { fill } from '#components/portal/texts.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { systemClock } from '#lib/clock.ts';
import { findInvitation } from '#lib/merchants/invitations.ts';
import { type SearchParams, SIGN_IN } from '../../address.ts';
import { openDoor } from '../../open-door.ts';
import { acceptAction } from './actions.ts';

interface Props {
  params: Promise<{ token: string }>;
  searchParams: Promise<SearchParams>;
}

async function openInvitation({ params, searchParams }: Props) {
  const { token } = await params;
  const invitation = await findInvitation(token, systemClock.now());
  const door = await openDoor(searchParams, `/portal/invitation/${token}`, invitation?.locale);
  return { token, invitation, ...door };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { t, invitation } = await openInvitation(props);
  const title = invitation && fill(t.invitationTitle, { merchant: invitation.merchantName });
  return { title: title ?? t.linkOver };
}

export default async function Invitation(props: Props) {
  const { token, invitation, locale, t, otherLanguage } = await openInvitation(props);
  if (invitation === undefined) {
    return (
      <Door locale={locale} heading={t.linkOver} lead={t.invitationOverWhat} otherLanguage={otherLanguage}>
        <ButtonLink tone="second" href={SIGN_IN}>
          {t.backToSignIn}
        </ButtonLink>
      </Door>
    );
  }
  const { merchantName, role, email } = invitation;
  return (
    <Door
      locale={locale}
      heading={fill(t.invitationTitle, { merchant: merchantName })}
      lead={fill(t.invitationLead, { role: ROLE_WORDS[locale][role].name, email })}
      otherLanguage={otherLanguage}
    >
      <AcceptForm locale={locale} action={acceptAction} hidden={{ token, lang: locale }} />
    </Door>
  );
}

import type { Metadata } from 'next';
import { ForgottenForm } from '#components/portal/account/forms.tsx';
import { Door } from '#components/portal/door.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { type SearchParams, SIGN_IN } from '../address.ts';
import { openDoor } from '../open-door.ts';
import { askForResetAction } from './actions.ts';

const PATH = '/portal/forgotten';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await openDoor(searchParams, PATH)).t.forgottenTitle };
}

export default async function Forgotten({ searchParams }: Props) {
  const { locale, t, otherLanguage } = await openDoor(searchParams, PATH);
  const sent = (await searchParams).sent !== undefined;
  return (
    <Door
      locale={locale}
      heading={t.forgottenTitle}
      lead={sent ? undefined : t.forgottenLead}
      otherLanguage={otherLanguage}
    >
      {sent ? (
        <Notice tone="wait" title={t.forgottenSent} role="status">
          {t.forgottenSentWhat}
        </Notice>
      ) : (
        <ForgottenForm locale={locale} action={askForResetAction} />
      )}
      <ButtonLink tone="quiet" href={SIGN_IN}>
        {t.backToSignIn}
      </ButtonLink>
    </Door>
  );
}

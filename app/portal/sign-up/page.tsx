import type { Metadata } from 'next';
import { SignUpForm } from '#components/portal/account/forms.tsx';
import { Door } from '#components/portal/door.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { COUNTRIES } from '#lib/operators/catalogue.ts';
import { type SearchParams, SIGN_IN } from '../address.ts';
import { openDoor } from '../open-door.ts';
import { askToJoinAction } from './actions.ts';

const PATH = '/portal/sign-up';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await openDoor(searchParams, PATH)).t.signUpTitle };
}

export default async function SignUp({ searchParams }: Props) {
  const { locale, t, otherLanguage } = await openDoor(searchParams, PATH);
  const sent = (await searchParams).sent !== undefined;
  const countries = Object.values(COUNTRIES).map(({ id, name }) => ({ value: id, label: name[locale] }));
  return (
    <Door
      locale={locale}
      heading={t.signUpTitle}
      lead={sent ? undefined : t.signUpLead}
      otherLanguage={otherLanguage}
    >
      {sent ? (
        <Notice tone="wait" title={t.signUpSent} role="status">
          {t.signUpSentWhat}
        </Notice>
      ) : (
        <SignUpForm locale={locale} action={askToJoinAction} countries={countries} />
      )}
      <ButtonLink tone="quiet" href={SIGN_IN}>
        {t.backToSignIn}
      </ButtonLink>
    </Door>
  );
}

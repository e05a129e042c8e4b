import type { Metadata } from 'next';
import { Door } from '#components/portal/door.tsx';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import type { SearchParams } from '../../address.ts';
import { openDoor } from '../../open-door.ts';
import { confirmSignUpAction } from '../actions.ts';

interface Props {
  params: Promise<{ token: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { token } = await params;
  return { title: (await openDoor(searchParams, `/portal/sign-up/${token}`)).t.signUpConfirm };
}

export default async function ConfirmSignUp({ params, searchParams }: Props) {
  const { token } = await params;
  const { locale, t, otherLanguage } = await openDoor(searchParams, `/portal/sign-up/${token}`);
  if ((await searchParams).over !== undefined) {
    return (
      <Door locale={locale} heading={t.linkOver} lead={t.linkOverWhat} otherLanguage={otherLanguage}>
        <ButtonLink href="/portal/sign-up">{t.askAgain}</ButtonLink>
      </Door>
    );
  }
  return (
    <Door locale={locale} heading={t.signUpConfirm} lead={t.signUpConfirmLead} otherLanguage={otherLanguage}>
      <form action={confirmSignUpAction}>
        <Hidden values={{ token, lang: locale }} />
        <Button>{t.signUpConfirm}</Button>
      </form>
    </Door>
  );
}

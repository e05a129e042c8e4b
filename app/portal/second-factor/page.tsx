import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { CodeForm } from '#components/portal/account/forms.tsx';
import { Door } from '#components/portal/door.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { secondFactorOf } from '#lib/merchants/second-factor.ts';
import { one, SECOND_FACTOR, type SearchParams, SIGN_IN, safeNext, withQuery } from '../address.ts';
import { browserSession } from '../member.ts';
import { openDoor } from '../open-door.ts';
import { proveAction } from './actions.ts';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await openDoor(searchParams, SECOND_FACTOR)).t.codeTitle };
}

/** After the password, or before an action that changes money's state or shows a secret. */
export default async function SecondFactor({ searchParams }: Props) {
  const next = safeNext(one((await searchParams).next, 1_000));
  const session = await browserSession();
  if (session === undefined) redirect(withQuery(SIGN_IN, { next }));
  const { locale, t, otherLanguage } = await openDoor(searchParams, SECOND_FACTOR, session.member.locale);
  const { enabledAt } = await secondFactorOf(session.member.id);
  if (enabledAt === null) {
    return (
      <Door
        locale={locale}
        heading={t.notEnrolledTitle}
        lead={t.notEnrolledWhat}
        otherLanguage={otherLanguage}
      >
        <ButtonLink href={withQuery('/portal/security', { next })}>{t.setUpNow}</ButtonLink>
        <ButtonLink tone="quiet" href={next}>
          {t.cancel}
        </ButtonLink>
      </Door>
    );
  }
  return (
    <Door locale={locale} heading={t.codeHeading} lead={t.codeLead} otherLanguage={otherLanguage}>
      <CodeForm locale={locale} action={proveAction} hidden={{ next }} submit={t.codeSubmit} />
      <p className="sign-in-hint">{t.codeLost}</p>
      <ButtonLink tone="quiet" href={session.awaitsSecondFactor ? SIGN_IN : next}>
        {session.awaitsSecondFactor ? t.backToSignIn : t.cancel}
      </ButtonLink>
    </Door>
  );
}

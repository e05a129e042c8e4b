import type { Metadata } from 'next';
import { ResetForm } from '#components/portal/account/forms.tsx';
import { Door } from '#components/portal/door.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { systemClock } from '#lib/clock.ts';
import { isResetOpen } from '#lib/merchants/password-reset.ts';
import type { SearchParams } from '../../address.ts';
import { openDoor } from '../../open-door.ts';
import { resetAction } from './actions.ts';

interface Props {
  params: Promise<{ token: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { token } = await params;
  return { title: (await openDoor(searchParams, `/portal/reset/${token}`)).t.resetTitle };
}

export default async function Reset({ params, searchParams }: Props) {
  const { token } = await params;
  const { locale, t, otherLanguage } = await openDoor(searchParams, `/portal/reset/${token}`);
  if (!(await isResetOpen(token, systemClock.now()))) {
    return (
      <Door locale={locale} heading={t.linkOver} lead={t.linkOverWhat} otherLanguage={otherLanguage}>
        <ButtonLink href="/portal/forgotten">{t.askAgain}</ButtonLink>
      </Door>
    );
  }
  return (
    <Door locale={locale} heading={t.resetTitle} lead={t.resetLead} otherLanguage={otherLanguage}>
      <ResetForm locale={locale} action={resetAction} hidden={{ token, lang: locale }} />
    </Door>
  );
}

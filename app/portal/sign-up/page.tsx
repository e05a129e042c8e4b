import type { Metadata } from 'next';
import { SignUpForm } from '#components/portal/account/forms.tsx';
import { COUNTRIES } from '#lib/operators/catalogue.ts';
import type { SearchParams } from '../address.ts';
import { MailDoor } from '../mail-door.tsx';
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
  const door = await openDoor(searchParams, PATH);
  const { locale, t } = door;
  const sent = (await searchParams).sent !== undefined;
  const countries = Object.values(COUNTRIES).map(({ id, name }) => ({ value: id, label: name[locale] }));
  return (
    <MailDoor
      door={door}
      heading={t.signUpTitle}
      lead={t.signUpLead}
      sent={sent ? { title: t.signUpSent, what: t.signUpSentWhat } : undefined}
    >
      <SignUpForm locale={locale} action={askToJoinAction} countries={countries} />
    </MailDoor>
  );
}

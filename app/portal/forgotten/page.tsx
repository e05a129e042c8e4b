import type { Metadata } from 'next';
import { ForgottenForm } from '#components/portal/account/forms.tsx';
import type { SearchParams } from '../address.ts';
import { MailDoor } from '../mail-door.tsx';
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
  const door = await openDoor(searchParams, PATH);
  const { locale, t } = door;
  const sent = (await searchParams).sent !== undefined;
  return (
    <MailDoor
      door={door}
      heading={t.forgottenTitle}
      lead={t.forgottenLead}
      sent={sent ? { title: t.forgottenSent, what: t.forgottenSentWhat } : undefined}
    >
      <ForgottenForm locale={locale} action={askForResetAction} />
    </MailDoor>
  );
}

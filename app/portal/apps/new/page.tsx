import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { NewAppForm } from '#components/portal/developer/forms.tsx';
import { developerTexts } from '#components/portal/developer/texts.ts';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import type { SearchParams } from '../../address.ts';
import { openPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import { createAppAction } from '../actions.ts';
import { appChoices } from '../choices.ts';

const PATH = '/portal/apps/new';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'apps.manage');
  return { title: `${developerTexts(locale).newApp}, ${session.merchant.name}` };
}

export default async function NewApp({ searchParams }: Props) {
  const page = await openPage(searchParams, 'apps.manage');
  const { locale, mode, session, href } = page;
  const t = developerTexts(locale);
  return (
    <PortalFrame page={page} current="apps" path={PATH}>
      <p className="back">
        <a href={href('/portal/apps')}>{t.allApps}</a>
      </p>
      <PageHead title={t.newApp} lead={t.newAppLead} />
      <section className="panel">
        <NewAppForm
          locale={locale}
          action={createAppAction}
          hidden={{ mode }}
          values={{ country: session.merchant.country, currency: HOME[session.merchant.country], locale }}
          {...appChoices(locale)}
        />
      </section>
    </PortalFrame>
  );
}

/** What shops of a country mostly ask for. */
const HOME: Readonly<Record<string, string>> = { TG: 'XOF', CI: 'XOF', CM: 'XAF', CD: 'CDF' };

import type { Metadata } from 'next';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { LinkForm } from '#components/portal/links/link-form.tsx';
import { linkTexts } from '#components/portal/links/texts.ts';
import { linkCountry } from '#lib/links/terms.ts';
import { listApps } from '#lib/merchants/apps.ts';
import { COUNTRIES } from '#lib/operators/catalogue.ts';
import type { SearchParams } from '../../address.ts';
import { NoApps } from '../../no-apps.tsx';
import { openPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import { createLinkAction } from '../actions.ts';

const PATH = '/portal/links/new';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'links.manage');
  return { title: `${linkTexts(locale).newLink}, ${session.merchant.name}` };
}

export default async function NewLink({ searchParams }: Props) {
  const page = await openPage(searchParams, 'links.manage');
  const { locale, mode, session, timeZone, href } = page;
  const t = linkTexts(locale);
  const apps = await listApps(session.merchant.id);
  const [first] = apps;
  const currencies = [...new Set(apps.flatMap((app) => [...COUNTRIES[linkCountry(app)].currencies]))];
  return (
    <PortalFrame page={page} current="links" path={PATH}>
      <p className="back">
        <a href={href('/portal/links')}>{t.all}</a>
      </p>
      <PageHead title={t.newLink} lead={t.newLead} />
      <section className="panel">
        {first === undefined ? (
          <NoApps page={page} />
        ) : (
          <LinkForm
            locale={locale}
            action={createLinkAction}
            hidden={{ mode, ...(apps.length === 1 ? { app: first.id } : {}) }}
            values={{ currency: first.currency, app: first.id }}
            asksName={false}
            currencies={currencies.map((value) => ({ value, label: value }))}
            apps={apps.map(({ id, name }) => ({ value: id, label: name }))}
            zone={timeZone}
            submit={t.create}
          />
        )}
      </section>
    </PortalFrame>
  );
}

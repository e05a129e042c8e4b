import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { developerTexts } from '#components/portal/developer/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Rows } from '#components/portal/kit/rows.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { isCountry } from '#lib/countries.ts';
import { listApps } from '#lib/merchants/apps.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { COUNTRIES } from '#lib/operators/catalogue.ts';
import type { SearchParams } from '../address.ts';
import { openPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { LiveWord } from './live-state.tsx';

const PATH = '/portal/apps';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'apps.read');
  return { title: `${developerTexts(locale).apps}, ${session.merchant.name}` };
}

export default async function Apps({ searchParams }: Props) {
  const page = await openPage(searchParams, 'apps.read');
  const { locale, session, href } = page;
  const t = developerTexts(locale);
  const apps = await listApps(session.merchant.id);
  const make = mayMember(session, 'apps.manage') && (
    <ButtonLink size="small" href={href(`${PATH}/new`)}>
      {t.newApp}
    </ButtonLink>
  );
  return (
    <PortalFrame page={page} current="apps" path={PATH}>
      <PageHead title={t.apps} lead={t.appsLead}>
        {apps.length > 0 && make}
      </PageHead>
      <section className="panel">
        {apps.length === 0 ? (
          <Nothing heading={t.noApps} what={t.noAppsWhat}>
            {make}
          </Nothing>
        ) : (
          <Rows
            caption={t.apps}
            rows={apps}
            keyOf={({ id }) => id}
            columns={[
              {
                id: 'name',
                head: t.name,
                narrow: 'first',
                cell: ({ id, name, siteUrl, logoUrl }) => (
                  <span className="app-line">
                    {/* biome-ignore lint/performance/noImgElement: 256 pixels at most, drawn by ourselves */}
                    {logoUrl !== null && <img className="app-logo" src={logoUrl} alt="" />}
                    <span>
                      <a href={href(`${PATH}/${id}`)}>{name}</a>
                      <span className="reason">{siteUrl}</span>
                    </span>
                  </span>
                ),
              },
              { id: 'live', head: t.live, narrow: 'corner', cell: (app) => <LiveWord app={app} t={t} /> },
              {
                id: 'home',
                head: t.home,
                cell: ({ country, currency }) =>
                  `${isCountry(country) ? COUNTRIES[country].name[locale] : country}, ${currency}`,
              },
            ]}
          />
        )}
      </section>
    </PortalFrame>
  );
}

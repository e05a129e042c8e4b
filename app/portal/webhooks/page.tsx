import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { AppChoice } from '#components/portal/developer/app-choice.tsx';
import { Told } from '#components/portal/developer/parts.tsx';
import { developerTexts } from '#components/portal/developer/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Rows } from '#components/portal/kit/rows.tsx';
import { dayText } from '#components/time.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { State } from '#components/ui/state.tsx';
import { listEndpoints } from '#lib/webhooks/endpoints.ts';
import type { SearchParams } from '../address.ts';
import { chooseApp } from '../developer.ts';
import { NoApps } from '../no-apps.tsx';
import { openPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';

const PATH = '/portal/webhooks';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'webhooks.manage');
  return { title: `${developerTexts(locale).webhooks}, ${session.merchant.name}` };
}

export default async function Webhooks({ searchParams }: Props) {
  const page = await openPage(searchParams, 'webhooks.manage');
  const { locale, timeZone, now, href } = page;
  const t = developerTexts(locale);
  const query = await searchParams;
  const chosen = await chooseApp(page, query);
  const endpoints = chosen === undefined ? [] : await listEndpoints(chosen.scope);
  const make = chosen !== undefined && (
    <ButtonLink size="small" href={href(`${PATH}/new`, { app: chosen.app.id })}>
      {t.newEndpoint}
    </ButtonLink>
  );
  return (
    <PortalFrame page={page} current="webhooks" path={PATH} parameters={{ app: chosen?.app.id }}>
      <PageHead title={t.webhooks} lead={t.webhooksLead}>
        {endpoints.length > 0 && make}
      </PageHead>
      <Told t={t} done={query.done} good={['doneDeleted']} bad={['gone']} />
      {chosen && <AppChoice locale={locale} apps={chosen.apps} chosen={chosen.app.id} href={href(PATH)} />}
      <section className="panel" aria-label={t.webhooks}>
        {chosen === undefined && <NoApps page={page} />}
        {chosen !== undefined && endpoints.length === 0 && (
          <Nothing heading={t.noEndpoints} what={t.noEndpointsWhat}>
            {make}
          </Nothing>
        )}
        {endpoints.length > 0 && (
          <Rows
            caption={t.webhooks}
            rows={endpoints}
            keyOf={({ id }) => id}
            columns={[
              {
                id: 'url',
                head: t.url,
                narrow: 'first',
                cell: ({ id, url, description }) => (
                  <>
                    <a href={href(`${PATH}/${id}`)}>{url}</a>
                    {description !== null && <span className="reason">{description}</span>}
                  </>
                ),
              },
              {
                id: 'state',
                head: t.state,
                narrow: 'corner',
                cell: ({ disabledAt }) =>
                  disabledAt === null ? (
                    <State tone="good">{t.enabled}</State>
                  ) : (
                    <State tone="bad">{t.disabled}</State>
                  ),
              },
              {
                id: 'types',
                head: t.types,
                cell: ({ types }) => (types.length === 0 ? t.allTypes : types.join(', ')),
              },
              {
                id: 'created',
                head: t.created,
                cell: ({ createdAt }) => dayText({ at: createdAt, locale, timeZone, today: now }),
              },
            ]}
          />
        )}
      </section>
    </PortalFrame>
  );
}

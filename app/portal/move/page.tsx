import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { AppChoice } from '#components/portal/developer/app-choice.tsx';
import { developerTexts } from '#components/portal/developer/texts.ts';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Rows } from '#components/portal/kit/rows.tsx';
import { State } from '#components/ui/state.tsx';
import { listDialects } from '#lib/compat/manage-dialects.ts';
import { COUNTRIES } from '#lib/operators/catalogue.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Provider } from '#lib/providers/provider.ts';
import type { SearchParams } from '../address.ts';
import { chooseApp } from '../developer.ts';
import { NoApps } from '../no-apps.tsx';
import { openPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';

const PATH = '/portal/move';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'apps.read');
  return { title: `${developerTexts(locale).move}, ${session.merchant.name}` };
}

export default async function Move({ searchParams }: Props) {
  const page = await openPage(searchParams, 'apps.read');
  const { locale, href } = page;
  const t = developerTexts(locale);
  const chosen = await chooseApp(page, await searchParams);
  const app = chosen?.app.id;
  const ready = new Set(
    chosen === undefined ? [] : (await listDialects(chosen.scope)).map(({ provider }) => provider),
  );
  const providers: readonly Provider[] = Object.values(PROVIDERS);
  return (
    <PortalFrame page={page} current="move" path={PATH} parameters={{ app }}>
      <PageHead title={t.move} lead={t.moveLead} />
      {chosen && <AppChoice locale={locale} apps={chosen.apps} chosen={chosen.app.id} href={href(PATH)} />}
      <section className="panel" aria-label={t.move}>
        {chosen === undefined ? (
          <NoApps page={page} />
        ) : (
          <Rows
            caption={t.move}
            rows={providers}
            keyOf={({ manifest }) => manifest.id}
            columns={[
              {
                id: 'service',
                head: t.service,
                narrow: 'first',
                cell: ({ manifest }) => <a href={href(`${PATH}/${manifest.id}`, { app })}>{manifest.name}</a>,
              },
              {
                id: 'state',
                head: t.credentials,
                narrow: 'corner',
                cell: ({ manifest }) =>
                  ready.has(manifest.id) ? (
                    <State tone="good">{t.ready}</State>
                  ) : (
                    <State tone="still">{t.notReady}</State>
                  ),
              },
              {
                id: 'home',
                head: t.home,
                cell: ({ manifest }) =>
                  `${COUNTRIES[manifest.country].name[locale]}, ${manifest.currencies.join(', ')}`,
              },
            ]}
          />
        )}
      </section>
    </PortalFrame>
  );
}

import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { EndpointForm } from '#components/portal/developer/forms.tsx';
import { ProveFirst } from '#components/portal/developer/parts.tsx';
import { developerTexts } from '#components/portal/developer/texts.ts';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { type SearchParams, withQuery } from '../../address.ts';
import { chooseApp, proofNeeded } from '../../developer.ts';
import { NoApps } from '../../no-apps.tsx';
import { openPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import { addEndpointAction } from '../actions.ts';

const LIST = '/portal/webhooks';
const PATH = `${LIST}/new`;

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'webhooks.manage');
  return { title: `${developerTexts(locale).newEndpoint}, ${session.merchant.name}` };
}

export default async function NewEndpoint({ searchParams }: Props) {
  const page = await openPage(searchParams, 'webhooks.manage');
  const { locale, mode, href } = page;
  const t = developerTexts(locale);
  const chosen = await chooseApp(page, await searchParams);
  const app = chosen?.app.id;
  const proof = proofNeeded(page, withQuery(PATH, { app }));
  return (
    <PortalFrame page={page} current="webhooks" path={PATH} parameters={{ app }}>
      <p className="back">
        <a href={href(LIST, { app })}>{t.allEndpoints}</a>
      </p>
      <PageHead title={t.newEndpoint} lead={chosen?.app.name} />
      <section className="panel">
        {app === undefined && <NoApps page={page} />}
        {app !== undefined && proof !== undefined && <ProveFirst locale={locale} href={proof} />}
        {app !== undefined && proof === undefined && (
          <EndpointForm
            locale={locale}
            action={addEndpointAction}
            hidden={{ app, mode }}
            types={[]}
            submit={t.createEndpoint}
          />
        )}
      </section>
    </PortalFrame>
  );
}

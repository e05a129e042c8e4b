import type { Metadata } from 'next';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { listConnections } from '#lib/merchants/connections.ts';
import { listLiveRequests, platformFigures } from '#lib/merchants/platform.ts';
import { one, type SearchParams } from '../address.ts';
import { openPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { LiveRequests } from './live-requests.tsx';
import { Merchants } from './merchants.tsx';
import { type PlatformTexts, platformTexts } from './texts.ts';
import './platform.css';

const PATH = '/portal/platform';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'platform.operate');
  return { title: `${platformTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Platform({ searchParams }: Props) {
  const page = await openPage(searchParams, 'platform.operate');
  const { locale, mode, href } = page;
  const t = platformTexts(locale);
  const query = await searchParams;
  const [counted, requests, connections] = await Promise.all([
    platformFigures(mode),
    listLiveRequests(),
    listConnections({ merchantId: null, mode }, page.now),
  ]);
  const figures = [
    { term: t.merchantsCount, value: counted.merchants },
    { term: t.waitingCount, value: counted.waiting },
    { term: t.liveCount, value: requests.length },
    { term: t.discrepancies, value: counted.discrepancies },
    { term: t.connectionsDown, value: connections.filter(({ health }) => health === 'down').length },
  ];
  const [search, state] = [one(query.search), one(query.state)];
  return (
    <PortalFrame page={page} current="platform" path={PATH} parameters={{ search, state }}>
      <PageHead title={t.title} lead={t.lead}>
        <ButtonLink size="small" tone="second" href={href(`${PATH}/connections`)}>
          {t.connections}
        </ButtonLink>
      </PageHead>
      <Done t={t} done={query.done} />
      <section className="panel" aria-label={t.title}>
        <dl className="platform-figures">
          {figures.map(({ term, value }) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <LiveRequests page={page} requests={requests} />
      <Merchants page={page} query={query} />
    </PortalFrame>
  );
}

function Done({ t, done }: { t: PlatformTexts; done: SearchParams[string] }) {
  const good: Record<string, string> = {
    approved: t.doneApproved,
    suspended: t.doneSuspended,
    resumed: t.doneResumed,
    live: t.doneLive,
    refused: t.doneRefused,
  };
  const bad: Record<string, string> = {
    not_found: t.notFound,
    own_organisation: t.ownOrganisation,
    merchant_not_approved: t.merchantNotApproved,
    reason_missing: t.reasonMissing,
  };
  if (typeof done !== 'string') return null;
  if (Object.hasOwn(good, done)) return <Notice tone="good" title={good[done]} role="status" />;
  return Object.hasOwn(bad, done) ? <Notice tone="bad" title={bad[done]} role="alert" /> : null;
}

import type { Metadata } from 'next';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Rows } from '#components/portal/kit/rows.tsx';
import { linkTexts } from '#components/portal/links/texts.ts';
import { dayText } from '#components/time.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { State } from '#components/ui/state.tsx';
import { listLinks } from '#lib/links/find-link.ts';
import { listAppNames } from '#lib/merchants/apps.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { one, type SearchParams } from '../address.ts';
import { NoApps } from '../no-apps.tsx';
import { openPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { amountWords, stateWords, usesWords, volumeWords } from './words.ts';

const PATH = '/portal/links';
const PER_PAGE = 25;

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'links.read');
  return { title: `${linkTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Links({ searchParams }: Props) {
  const page = await openPage(searchParams, 'links.read');
  const { locale, mode, session, timeZone, now, href } = page;
  const t = linkTexts(locale);
  const after = one((await searchParams).after, 40);
  const scope = { merchantId: session.merchant.id, appId: 'all' as const, mode };
  const [{ links, next }, apps] = await Promise.all([
    listLinks(scope, { limit: PER_PAGE, after }, now),
    listAppNames(session.merchant.id),
  ]);
  const make = mayMember(session, 'links.manage') && apps.length > 0 && (
    <ButtonLink size="small" href={href(`${PATH}/new`)}>
      {t.newLink}
    </ButtonLink>
  );
  return (
    <PortalFrame page={page} current="links" path={PATH}>
      <PageHead title={t.title} lead={t.lead}>
        {links.length > 0 && make}
      </PageHead>
      <section className="panel" aria-label={t.title}>
        {apps.length === 0 && <NoApps page={page} />}
        {apps.length > 0 && links.length === 0 && (
          <Nothing heading={t.none} what={t.noneWhat}>
            {make}
          </Nothing>
        )}
        {links.length > 0 && (
          <Rows
            caption={t.title}
            rows={links}
            keyOf={({ link }) => link.id}
            columns={[
              {
                id: 'what',
                head: t.what,
                narrow: 'first',
                cell: ({ link }) => <a href={href(`${PATH}/${link.id}`)}>{link.description}</a>,
              },
              {
                id: 'state',
                head: t.state,
                narrow: 'corner',
                cell: (counted) => {
                  const { text, tone } = stateWords(counted, t, now);
                  return <State tone={tone}>{text}</State>;
                },
              },
              { id: 'amount', head: t.amount, cell: ({ link }) => amountWords(link, t, locale) },
              {
                id: 'created',
                head: t.created,
                cell: ({ link }) => dayText({ at: link.createdAt, locale, timeZone, today: now }),
              },
              {
                id: 'uses',
                head: t.uses,
                align: 'right',
                cell: (counted) => <span className="figure">{usesWords(counted, t)}</span>,
              },
              {
                id: 'received',
                head: t.received,
                align: 'right',
                cell: (counted) => <span className="figure">{volumeWords(counted, locale)}</span>,
              },
            ]}
          />
        )}
      </section>
      {(after !== undefined || next !== undefined) && (
        <nav className="ways" aria-label={t.pages}>
          {after !== undefined && (
            <ButtonLink size="small" tone="second" href={href(PATH)}>
              {t.newest}
            </ButtonLink>
          )}
          {next !== undefined && (
            <ButtonLink size="small" tone="second" href={href(PATH, { after: next })}>
              {t.older}
            </ButtonLink>
          )}
        </nav>
      )}
    </PortalFrame>
  );
}

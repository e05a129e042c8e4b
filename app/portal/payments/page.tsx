import type { Metadata } from 'next';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { PaymentList } from '#components/portal/payment-list.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { env } from '#lib/env.ts';
import { findLink } from '#lib/links/find-link.ts';
import { hasLiveApp, listAppNames } from '#lib/merchants/apps.ts';
import { listViews } from '#lib/merchants/saved-views.ts';
import { maskedPayer } from '#lib/payments/find-by-clues.ts';
import { type SearchParams, SIGN_IN, withQuery } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { Done } from './done.tsx';
import { filterOf, type ListFilter } from './filter.ts';
import { ExportLinks, Filters, PATH, SearchBox, Views } from './list-tools.tsx';
import { readPage } from './rows.ts';
import { paymentTexts } from './texts.ts';
import './list.css';
import './payments.css';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { t, session } = await openPage(searchParams, 'payments.read');
  return { title: `${t.paymentsTitle}, ${session.merchant.name}` };
}

export default async function Payments({ searchParams }: Props) {
  const page = await openPage(searchParams, 'payments.read');
  const { t, locale, href, session } = page;
  const { merchant, member } = session;
  const query = await searchParams;
  const filter = filterOf(query);
  const parameters = { ...filter };
  const { link } = filter;
  const [{ page: list, found }, apps, views, masked, ofLink] = await Promise.all([
    readPage(page, filter),
    listAppNames(merchant.id),
    listViews({ id: member.id, merchantId: merchant.id }, 'payments'),
    filter.payer === undefined ? undefined : maskedPayer(merchant.id, filter.payer.split('.')),
    link === undefined
      ? undefined
      : findLink({ merchantId: merchant.id, appId: 'all', mode: page.mode }, link, page.now),
  ]);
  const closed = page.mode === 'live' && !(await hasLiveApp(merchant.id));
  const here = href(PATH, parameters);
  const any = list.rows.length > 0;
  return (
    <PortalFrame page={page} current="payments" path={PATH} parameters={parameters}>
      <PageHead title={t.paymentsTitle}>{any && <ExportLinks page={page} filter={filter} />}</PageHead>
      <Done locale={locale} done={query.done} />
      {closed && <LiveClosed page={page} />}
      {!(closed && !any) && (
        <>
          <SearchBox
            page={page}
            filter={filter}
            {...(found && { found })}
            {...(masked && { masked })}
            linkWhat={ofLink?.link.description}
          />
          <div className="list-tools">
            <Filters page={page} filter={filter} apps={apps} />
            <Views page={page} filter={filter} views={views} />
          </div>
          <section className="panel list" aria-label={t.paymentsTitle}>
            <PaymentList
              key={here}
              locale={locale}
              page={list}
              feed={href(`${PATH}/feed`, { ...parameters, lang: locale })}
              here={here}
              signIn={withQuery(SIGN_IN, { next: here })}
            />
            {!any && <Empty page={page} filter={filter} />}
          </section>
          <Pages page={page} filter={filter} next={list.next} />
        </>
      )}
    </PortalFrame>
  );
}

/** What to do next, when there is nothing to see. */
function Empty({ page, filter }: { page: PortalPage; filter: ListFilter }) {
  const { t, mode, locale, href, session } = page;
  if (Object.keys(filter).length > 0) {
    return (
      <Nothing heading={t.emptyFilter} what={paymentTexts(locale).emptyWhat}>
        <ButtonLink tone="second" size="small" href={href(PATH)}>
          {t.clear}
        </ButtonLink>
      </Nothing>
    );
  }
  if (mode === 'live') return <Nothing heading={t.emptyLive} what={t.emptyLiveWhat} />;
  return (
    <Nothing heading={t.emptyTest} what={t.emptyTestWhat}>
      {env().mode === 'demo' && session.merchant.platform && (
        <ButtonLink size="small" href={withQuery('/sandbox/shop', { lang: locale })}>
          {t.openShop}
        </ButtonLink>
      )}
      <ButtonLink size="small" tone="second" href={withQuery('/docs', { lang: locale })}>
        {t.readDocs}
      </ButtonLink>
    </Nothing>
  );
}

function LiveClosed({ page }: { page: PortalPage }) {
  const { t, href } = page;
  return (
    <Notice tone="wait" title={t.liveClosed} className="live-closed">
      <p>{t.liveClosedWhat}</p>
      <ButtonLink size="small" tone="second" href={href(PATH, { mode: undefined })}>
        {t.backToTest}
      </ButtonLink>
    </Notice>
  );
}

function Pages({ page, filter, next }: { page: PortalPage; filter: ListFilter; next: string | undefined }) {
  const { t, href } = page;
  const { after, ...same } = filter;
  if (after === undefined && next === undefined) return null;
  return (
    <nav className="pages" aria-label={t.pages}>
      {after !== undefined && (
        <ButtonLink size="small" tone="second" href={href(PATH, same)}>
          {t.newest}
        </ButtonLink>
      )}
      {next !== undefined && (
        <ButtonLink size="small" tone="second" href={href(PATH, { ...same, after: next })} rel="next">
          {t.older}
        </ButtonLink>
      )}
    </nav>
  );
}

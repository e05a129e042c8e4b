import type { Metadata } from 'next';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PaymentList } from '#components/portal/payment-list.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { env } from '#lib/env.ts';
import { translator } from '#lib/i18n/translator.ts';
import { hasLiveApp } from '#lib/merchants/apps.ts';
import { PAYMENT_STATUSES } from '#lib/payments/types.ts';
import { type SearchParams, SIGN_IN, withQuery } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { filterOf, type ListFilter, readPage } from './rows.ts';

const PATH = '/portal/payments';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { t, session } = await openPage(searchParams, 'payments.read');
  return { title: `${t.paymentsTitle}, ${session.merchant.name}` };
}

export default async function Payments({ searchParams }: Props) {
  const page = await openPage(searchParams, 'payments.read');
  const { t, locale, href } = page;
  const filter = filterOf(await searchParams);
  const parameters = { ...filter };
  const list = await readPage(page, filter);
  const closed = page.mode === 'live' && !(await hasLiveApp(page.session.merchant.id));
  const here = href(PATH, parameters);
  return (
    <PortalFrame page={page} current="payments" path={PATH} parameters={parameters}>
      <h1>{t.paymentsTitle}</h1>
      {closed && <LiveClosed page={page} />}
      {!(closed && list.rows.length === 0) && (
        <>
          <Filters page={page} filter={filter} />
          <section className="panel list" aria-label={t.paymentsTitle}>
            <PaymentList
              key={here}
              locale={locale}
              page={list}
              feed={href(`${PATH}/feed`, { ...parameters, lang: locale })}
              here={here}
              signIn={withQuery(SIGN_IN, { next: here })}
            />
            {list.rows.length === 0 && <Empty page={page} filter={filter} />}
          </section>
          <Pages page={page} filter={filter} next={list.next} />
        </>
      )}
    </PortalFrame>
  );
}

function Filters({ page, filter }: { page: PortalPage; filter: ListFilter }) {
  const { t, locale, href } = page;
  const word = translator(locale);
  const filtered = filter.status !== undefined || filter.reference !== undefined;
  // A GET form replaces the query of its address: what must stay is sent along.
  const kept = new URL(href(PATH), 'http://relative.invalid').searchParams;
  return (
    <form className="filters" action={PATH} aria-label={t.filters}>
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label>
        <span>{t.status}</span>
        <select
          name="status"
          className="input input-small"
          defaultValue={filter.status ?? ''}
          key={filter.status}
        >
          <option value="">{t.allStatuses}</option>
          {PAYMENT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {word(`status.${status}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="grow">
        <span>{t.referenceExact}</span>
        <input
          key={filter.reference}
          type="search"
          name="reference"
          className="input input-small"
          defaultValue={filter.reference}
          placeholder={t.referenceExample}
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </label>
      <Button size="small" tone="second">
        {t.filter}
      </Button>
      {filtered && (
        <ButtonLink size="small" tone="quiet" href={href(PATH)}>
          {t.clear}
        </ButtonLink>
      )}
    </form>
  );
}

/** What to do next, when there is nothing to see. */
function Empty({ page, filter }: { page: PortalPage; filter: ListFilter }) {
  const { t, mode, locale, href } = page;
  if (Object.keys(filter).length > 0) {
    return (
      <Nothing heading={t.emptyFilter} what={filter.reference === undefined ? undefined : t.emptyFilterWhat}>
        <ButtonLink tone="second" size="small" href={href(PATH)}>
          {t.clear}
        </ButtonLink>
      </Nothing>
    );
  }
  if (mode === 'live') return <Nothing heading={t.emptyLive} what={t.emptyLiveWhat} />;
  return (
    <Nothing heading={t.emptyTest} what={t.emptyTestWhat}>
      {env().mode === 'demo' && (
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

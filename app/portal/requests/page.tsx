import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { Fragment } from 'react';
import { AppChoice } from '#components/portal/developer/app-choice.tsx';
import { type DeveloperTexts, developerTexts } from '#components/portal/developer/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Pages } from '#components/portal/kit/pages.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { Time } from '#components/time.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { State } from '#components/ui/state.tsx';
import type { ApiRequest } from '#lib/generated/prisma/client.ts';
import { listRequests } from '#lib/merchants/request-log.ts';
import { one, type SearchParams, withQuery } from '../address.ts';
import { chooseApp } from '../developer.ts';
import { NoApps } from '../no-apps.tsx';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';

const PATH = '/portal/requests';
const PAGE_ROWS = 50;
const OUTCOMES = ['good', 'refused', 'failed'] as const;
const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'requests.read');
  return { title: `${developerTexts(locale).requests}, ${session.merchant.name}` };
}

export default async function Requests({ searchParams }: Props) {
  const page = await openPage(searchParams, 'requests.read');
  const { locale, href } = page;
  const t = developerTexts(locale);
  const query = await searchParams;
  const chosen = await chooseApp(page, query);
  const filter = {
    outcome: OUTCOMES.find((known) => known === query.outcome),
    method: METHODS.find((known) => known === query.method),
    request: one(query.request, 60),
  };
  const app = chosen?.app.id;
  const after = one(query.after);
  const { rows, hasMore } =
    chosen === undefined
      ? { rows: [], hasMore: false }
      : await listRequests(chosen.scope, {
          outcome: filter.outcome,
          method: filter.method,
          requestId: filter.request,
          after,
          limit: PAGE_ROWS,
        });
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const next = hasMore ? rows.at(-1)?.id : undefined;
  return (
    <PortalFrame page={page} current="requests" path={PATH} parameters={{ app, ...filter }}>
      <PageHead title={t.requests} lead={t.requestsLead} />
      {chosen && <AppChoice locale={locale} apps={chosen.apps} chosen={chosen.app.id} href={href(PATH)} />}
      {chosen && <Filters page={page} t={t} app={chosen.app.id} filter={filter} filtered={filtered} />}
      <section className="panel" aria-label={t.requests}>
        {chosen === undefined && <NoApps page={page} />}
        {chosen !== undefined && rows.length === 0 && (
          <Nothing
            heading={filtered ? t.noRequestsFit : t.noRequests}
            what={filtered ? undefined : t.noRequestsWhat}
          />
        )}
        {rows.length > 0 && (
          <Rows caption={t.requests} rows={rows} keyOf={({ id }) => id} columns={columns(page, t)} />
        )}
      </section>
      <Pages
        t={t}
        newest={after === undefined ? undefined : href(PATH, { app, ...filter })}
        older={next === undefined ? undefined : href(PATH, { app, ...filter, after: next })}
      />
    </PortalFrame>
  );
}

interface Shown {
  outcome?: string | undefined;
  method?: string | undefined;
  request?: string | undefined;
}

function Filters(props: {
  page: PortalPage;
  t: DeveloperTexts;
  app: string;
  filter: Shown;
  filtered: boolean;
}) {
  const { page, t, app, filter, filtered } = props;
  const { href } = page;
  // A GET form replaces the query of its address: what must stay is sent along.
  const kept = new URL(href(PATH, { app }), 'http://relative.invalid').searchParams;
  return (
    <form className="filters" action={PATH} aria-label={t.filter}>
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Select
        id="outcome"
        name="outcome"
        label={t.outcome}
        key={`outcome ${filter.outcome}`}
        defaultValue={filter.outcome ?? ''}
        options={[
          { value: '', label: t.all },
          ...OUTCOMES.map((outcome) => ({ value: outcome, label: t[outcome] })),
        ]}
      />
      <Select
        id="method"
        name="method"
        label={t.method}
        key={`method ${filter.method}`}
        defaultValue={filter.method ?? ''}
        options={[
          { value: '', label: t.all },
          ...METHODS.map((method) => ({ value: method, label: method })),
        ]}
      />
      <div className="grow">
        <Field
          id="request"
          name="request"
          label={t.requestId}
          key={`request ${filter.request}`}
          defaultValue={filter.request}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          size="small"
        />
      </div>
      <Button size="small" tone="second">
        {t.filter}
      </Button>
      {filtered && (
        <ButtonLink size="small" tone="quiet" href={href(PATH, { app })}>
          {t.clear}
        </ButtonLink>
      )}
    </form>
  );
}

function columns(page: PortalPage, t: DeveloperTexts): Column<ApiRequest>[] {
  const { locale, timeZone, now } = page;
  return [
    {
      id: 'path',
      head: t.path,
      narrow: 'first',
      cell: ({ method, path, requestId }) => (
        <>
          <code>
            {method} {path}
          </code>
          <span className="reason">{requestId}</span>
        </>
      ),
    },
    {
      id: 'status',
      head: t.answer,
      narrow: 'corner',
      cell: ({ status, errorCode }) => (
        <>
          <State tone={status < 400 ? 'good' : status < 500 ? 'wait' : 'bad'}>{String(status)}</State>
          {errorCode !== null && (
            <a
              className="reason"
              href={`${withQuery('/docs', { lang: locale })}#${errorCode}`}
              title={t.readCode}
            >
              {/* Breaks after an underscore, and not in a word. */}
              <code>
                {errorCode.split('_').map((word, index, all) => (
                  <Fragment key={word}>
                    {word}
                    {index < all.length - 1 && '_'}
                    <wbr />
                  </Fragment>
                ))}
              </code>
            </a>
          )}
        </>
      ),
    },
    { id: 'key', head: t.key, cell: ({ keyHint }) => <code className="figure">{keyHint}</code> },
    { id: 'peer', head: t.peer, cell: ({ peer }) => peer },
    { id: 'duration', head: t.duration, align: 'right', cell: ({ durationMs }) => `${durationMs}\u00a0ms` },
    {
      id: 'when',
      head: t.when,
      cell: ({ at }) => <Time at={at} locale={locale} timeZone={timeZone} today={now} />,
    },
  ];
}

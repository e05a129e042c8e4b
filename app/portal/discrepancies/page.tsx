import type { Metadata } from 'next';
import { ageText } from '#components/portal/age.ts';
import {
  type DiscrepancyTexts,
  discrepancyTexts,
  KIND_WORDS,
} from '#components/portal/discrepancies/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Pages } from '#components/portal/kit/pages.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { State } from '#components/ui/state.tsx';
import { db } from '#lib/db.ts';
import { memberNames } from '#lib/discrepancies/history.ts';
import type { Discrepancy } from '#lib/generated/prisma/client.ts';
import { formatMoney } from '#lib/money.ts';
import type { DiscrepancyKind } from '#lib/payments/decision.ts';
import { DISCREPANCY_STATUSES, listDiscrepancies } from '#lib/payments/discrepancies.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { one, type SearchParams } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import './discrepancies.css';

const PATH = '/portal/discrepancies';
const PAGE_SIZE = 25;
const KINDS = Object.keys(KIND_WORDS.fr) as DiscrepancyKind[]; // keys of a literal object are its type's

interface Props {
  searchParams: Promise<SearchParams>;
}

interface Filter {
  status: (typeof DISCREPANCY_STATUSES)[number];
  kind: DiscrepancyKind | undefined;
  mine: boolean;
  after: string | undefined;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'payments.read');
  return { title: `${discrepancyTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Discrepancies({ searchParams }: Props) {
  const page = await openPage(searchParams, 'payments.read');
  const t = discrepancyTexts(page.locale);
  const filter = filterOf(await searchParams);
  const { rows, hasMore } = await read(page, filter);
  const parameters = parametersOf(filter);
  return (
    <PortalFrame page={page} current="discrepancies" path={PATH} parameters={parameters}>
      <PageHead title={t.title} lead={t.lead} />
      <Filters page={page} t={t} filter={filter} />
      <section className="panel">
        {rows.length === 0 ? (
          <Empty page={page} t={t} filter={filter} />
        ) : (
          <Rows caption={t.title} columns={columns(page, t)} rows={rows} keyOf={({ id }) => id} />
        )}
      </section>
      <Ways page={page} t={t} filter={filter} next={hasMore ? rows.at(-1)?.id : undefined} />
    </PortalFrame>
  );
}

interface Row extends Discrepancy {
  reference: string;
  amount: string;
  assignee: string | undefined;
}

async function read(page: PortalPage, { status, kind, mine, after }: Filter) {
  const { session, mode, locale } = page;
  const merchantId = session.merchant.id;
  const { rows, hasMore } = await listDiscrepancies(
    { merchantId, appId: 'all', mode },
    { status, kind, assignee: mine ? session.member.id : undefined, limit: PAGE_SIZE, after },
  );
  const [payments, names] = await Promise.all([
    db.payment.findMany({
      where: { merchantId, id: { in: rows.map(({ paymentId }) => paymentId) } },
      select: { id: true, reference: true, amount: true, currency: true },
    }),
    memberNames(
      merchantId,
      rows.flatMap(({ assigneeId }) => assigneeId ?? []),
    ),
  ]);
  const known = new Map(payments.map((payment) => [payment.id, payment]));
  const shown = rows.map((row): Row => {
    const payment = known.get(row.paymentId);
    return {
      ...row,
      reference: payment?.reference ?? row.paymentId,
      amount: payment === undefined ? '' : formatMoney(storedMoney(payment.amount, payment.currency), locale),
      assignee: row.assigneeId === null ? undefined : names.get(row.assigneeId),
    };
  });
  return { rows: shown, hasMore };
}

function columns({ href, locale, now }: PortalPage, t: DiscrepancyTexts): Column<Row>[] {
  return [
    {
      id: 'what',
      head: t.what,
      narrow: 'first',
      cell: ({ id, kind, status, proposalId }) => (
        <>
          <a href={href(`${PATH}/${id}`)}>{kindName(kind, locale)}</a>
          {proposalId !== null && <span className="reason">{t.waitsForTwo}</span>}
          {status === 'settled' && <State tone="good">{t.settledAt}</State>}
        </>
      ),
    },
    { id: 'payment', head: t.payment, cell: ({ reference }) => reference },
    {
      id: 'age',
      head: t.age,
      cell: ({ createdAt }) => (
        <time dateTime={createdAt.toISOString()}>{ageText(createdAt, now, locale)}</time>
      ),
    },
    {
      id: 'assignee',
      head: t.assignee,
      cell: ({ assignee }) => assignee ?? <span className="text-soft">{t.nobody}</span>,
    },
    { id: 'amount', head: t.amount, align: 'right', narrow: 'corner', cell: ({ amount }) => amount },
  ];
}

function kindName(kind: string, locale: PortalPage['locale']): string {
  const known = KINDS.find((one) => one === kind);
  return known === undefined ? kind : KIND_WORDS[locale][known].name;
}

function filterOf(query: SearchParams): Filter {
  return {
    status: DISCREPANCY_STATUSES.find((known) => known === query.status) ?? 'open',
    kind: KINDS.find((known) => known === query.kind),
    mine: query.whose === 'me',
    after: one(query.after),
  };
}

function parametersOf({ status, kind, mine, after }: Filter) {
  return { status: status === 'open' ? undefined : status, kind, whose: mine ? 'me' : undefined, after };
}

function Filters({ page, t, filter }: { page: PortalPage; t: DiscrepancyTexts; filter: Filter }) {
  // A GET form replaces the query of its address: what must stay is sent along.
  const kept = new URL(page.href(PATH), 'http://relative.invalid').searchParams;
  const choice = (name: string, label: string, chosen: string, options: [string, string][]) => (
    <Select
      id={name}
      name={name}
      label={label}
      key={`${name} ${chosen}`}
      defaultValue={chosen}
      options={options.map(([value, word]) => ({ value, label: word }))}
    />
  );
  return (
    <form className="filters" action={PATH} aria-label={t.filters}>
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {choice('status', t.status, filter.status, [
        ['open', t.open],
        ['settled', t.settled],
      ])}
      {choice('kind', t.kind, filter.kind ?? '', [
        ['', t.all],
        ...KINDS.map((kind): [string, string] => [kind, KIND_WORDS[page.locale][kind].name]),
      ])}
      {choice('whose', t.whose, filter.mine ? 'me' : '', [
        ['', t.all],
        ['me', t.mine],
      ])}
      <Button size="small" tone="second">
        {t.filter}
      </Button>
    </form>
  );
}

function Empty({ page, t, filter }: { page: PortalPage; t: DiscrepancyTexts; filter: Filter }) {
  const filtered = Object.values(parametersOf(filter)).some((value) => value !== undefined);
  if (!filtered) return <Nothing heading={t.empty} what={t.emptyWhat} />;
  return (
    <Nothing heading={t.emptyFilter}>
      <ButtonLink tone="second" size="small" href={page.href(PATH)}>
        {t.showAll}
      </ButtonLink>
    </Nothing>
  );
}

function Ways(props: { page: PortalPage; t: DiscrepancyTexts; filter: Filter; next: string | undefined }) {
  const { page, t, filter, next } = props;
  const same = parametersOf({ ...filter, after: undefined });
  return (
    <Pages
      t={t}
      newest={filter.after === undefined ? undefined : page.href(PATH, same)}
      older={next === undefined ? undefined : page.href(PATH, { ...same, after: next })}
    />
  );
}

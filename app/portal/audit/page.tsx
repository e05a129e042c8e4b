import type { Metadata } from 'next';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Pages } from '#components/portal/kit/pages.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { Time } from '#components/time.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { AUDIT_ACTIONS } from '#lib/merchants/audit.ts';
import { type AuditFilter, type AuditLine, listAudit } from '#lib/merchants/audit-log.ts';
import { listTeam, type TeamMember } from '#lib/merchants/team.ts';
import { one, type SearchParams } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { auditFilterOf } from './filter.ts';
import { type AuditTexts, actionWords, auditTexts, fieldWords } from './texts.ts';
import './audit.css';

const PATH = '/portal/audit';
const PAGE = 50;

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'audit.read');
  return { title: `${auditTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Audit({ searchParams }: Props) {
  const page = await openPage(searchParams, 'audit.read');
  const { session, locale, href } = page;
  const t = auditTexts(locale);
  const query = await searchParams;
  const filter = auditFilterOf(query);
  const after = one(query.after);
  const scope = { merchantId: session.merchant.id, timeZone: page.timeZone };
  const [{ lines, hasMore }, team] = await Promise.all([
    listAudit(scope, filter, { after, limit: PAGE }),
    listTeam(session.merchant.id),
  ]);
  const parameters = { ...filter };
  return (
    <PortalFrame page={page} current="audit" path={PATH} parameters={parameters}>
      <PageHead title={t.title} lead={t.lead}>
        <ButtonLink size="small" tone="second" href={href(`${PATH}/export`, parameters)} download>
          {t.export}
        </ButtonLink>
      </PageHead>
      <Search page={page} t={t} filter={filter} team={team} />
      <section className="panel list" aria-label={t.title}>
        {lines.length === 0 ? (
          <Nothing heading={t.empty} what={t.emptyWhat} />
        ) : (
          <Rows caption={t.title} columns={columns(page, t)} rows={lines} keyOf={({ id }) => id} />
        )}
      </section>
      <Pages
        t={t}
        newest={after === undefined ? undefined : href(PATH, parameters)}
        older={hasMore ? href(PATH, { ...parameters, after: lines.at(-1)?.id }) : undefined}
      />
    </PortalFrame>
  );
}

/** A plain GET form: what was searched stands in the address. */
function Search({
  page,
  t,
  filter,
  team,
}: {
  page: PortalPage;
  t: AuditTexts;
  filter: AuditFilter;
  team: readonly TeamMember[];
}) {
  const { locale, href } = page;
  const kept = new URL(href(PATH), 'http://relative.invalid').searchParams;
  const actions = AUDIT_ACTIONS.map((action) => ({ value: action, label: actionWords(action, locale) })).sort(
    (a, b) => a.label.localeCompare(b.label, locale),
  );
  return (
    <form action={PATH} className="audit-search" aria-label={t.filters} key={JSON.stringify(filter)}>
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Select
        id="member"
        name="member"
        label={t.member}
        defaultValue={filter.member ?? ''}
        options={[
          { value: '', label: t.everybody },
          ...team.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        id="action"
        name="action"
        label={t.action}
        defaultValue={filter.action ?? ''}
        options={[{ value: '', label: t.allActions }, ...actions]}
      />
      <Field id="from" name="from" type="date" size="small" label={t.from} defaultValue={filter.from} />
      <Field id="to" name="to" type="date" size="small" label={t.to} defaultValue={filter.to} />
      <Field
        id="target"
        name="target"
        size="small"
        label={t.target}
        defaultValue={filter.target}
        maxLength={200}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <div className="ways">
        <Button size="small" tone="second">
          {t.filter}
        </Button>
        {Object.keys(filter).length > 0 && (
          <ButtonLink size="small" tone="quiet" href={href(PATH)}>
            {t.clear}
          </ButtonLink>
        )}
      </div>
    </form>
  );
}

/** What has no name of its own (a session, an invitation) is told by the columns beside it. */
const UUID = /^[0-9a-f-]{36}$/;

function columns({ locale, timeZone, now }: PortalPage, t: AuditTexts): Column<AuditLine>[] {
  return [
    {
      id: 'what',
      head: t.what,
      narrow: 'first',
      cell: ({ action, targetId }) => (
        <>
          {actionWords(action, locale)}
          {targetId !== null && !UUID.test(targetId) && <code className="reason">{targetId}</code>}
        </>
      ),
    },
    {
      id: 'when',
      head: t.when,
      narrow: 'corner',
      cell: ({ at }) => <Time at={at} locale={locale} timeZone={timeZone} today={now} />,
    },
    {
      id: 'who',
      head: t.who,
      cell: ({ memberName, memberEmail }) => (
        <>
          {memberName ?? t.gateway}
          {memberEmail !== null && <span className="reason">{memberEmail}</span>}
        </>
      ),
    },
    { id: 'where', head: t.where, cell: ({ peer }) => <span className="audit-peer">{peer}</span> },
    { id: 'change', head: t.change, cell: (line) => <Change line={line} locale={locale} /> },
  ];
}

function Change({ line: { before, after }, locale }: { line: AuditLine; locale: Locale }) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return null;
  return (
    <dl className="audit-change">
      {names.map((name) => {
        const [was, is] = [before?.[name], after?.[name]].map((one) =>
          one === undefined ? '' : String(one),
        );
        return (
          <div key={name}>
            <dt>{fieldWords(name, locale) ?? <code>{name}</code>} </dt>
            <dd>{was === '' || was === is ? is : `${was} → ${is}`}</dd>
          </div>
        );
      })}
    </dl>
  );
}

import { HealthState } from '#components/portal/health-state.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { fill } from '#components/portal/texts.ts';
import type { ConnectionHealth, OperatorFigures, ReasonFigures } from '#lib/figures/tries.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { homeTexts } from './texts.ts';

/** A share as a bar beside its number; the number says it all. */
function Share({ part, of }: { part: number; of: number }) {
  return (
    <svg className="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="8" rx="2" fill="var(--line)" />
      <rect width={of === 0 ? 0 : (100 * part) / of} height="8" rx="2" fill="var(--act)" />
    </svg>
  );
}

export interface OperatorRow extends OperatorFigures {
  name: string;
  rate: string;
}

export function OperatorTable({ locale, rows }: { locale: Locale; rows: readonly OperatorRow[] }) {
  const t = homeTexts(locale);
  const columns: Column<OperatorRow>[] = [
    { id: 'name', head: t.operator, narrow: 'first', cell: ({ name }) => name },
    {
      id: 'rate',
      head: t.rate,
      narrow: 'corner',
      cell: ({ rate, succeeded, ended }) => (
        <span className="with-share">
          <Share part={succeeded} of={ended} />
          <span className="figure">{rate}</span>
        </span>
      ),
    },
    { id: 'succeeded', head: t.triesSucceeded, align: 'right', cell: ({ succeeded }) => succeeded },
    { id: 'ended', head: t.triesEnded, align: 'right', cell: ({ ended }) => ended },
  ];
  return (
    <section className="panel" aria-labelledby="operators">
      <h2 id="operators">{t.operatorsTitle}</h2>
      {rows.length === 0 ? (
        <p className="text-soft">{t.noTries}</p>
      ) : (
        <Rows caption={t.operatorsTitle} columns={columns} rows={rows} keyOf={({ operator }) => operator} />
      )}
    </section>
  );
}

export interface ReasonRow extends ReasonFigures {
  name: string;
}

export function ReasonTable({ locale, rows }: { locale: Locale; rows: readonly ReasonRow[] }) {
  const t = homeTexts(locale);
  const all = rows.reduce((sum, { count }) => sum + count, 0);
  const columns: Column<ReasonRow>[] = [
    { id: 'name', head: t.reason, narrow: 'first', cell: ({ name }) => name },
    {
      id: 'count',
      head: t.times,
      narrow: 'corner',
      cell: ({ count }) => (
        <span className="with-share">
          <Share part={count} of={all} />
          <span className="figure">{count}</span>
        </span>
      ),
    },
  ];
  return (
    <section className="panel" aria-labelledby="reasons">
      <h2 id="reasons">{t.reasonsTitle}</h2>
      {rows.length === 0 ? (
        <p className="text-soft">{t.noFailures}</p>
      ) : (
        <Rows caption={t.reasonsTitle} columns={columns} rows={rows} keyOf={({ reason }) => reason} />
      )}
    </section>
  );
}

interface HealthTableProps {
  locale: Locale;
  mode: 'test' | 'live';
  rows: readonly ConnectionHealth[];
}

export function HealthTable({ locale, mode, rows }: HealthTableProps) {
  const t = homeTexts(locale);
  const columns: Column<ConnectionHealth>[] = [
    { id: 'name', head: t.connection, narrow: 'first', cell: ({ name }) => name },
    {
      id: 'state',
      head: t.state,
      cell: ({ health, recent }) => (
        <HealthState locale={locale} mode={mode} health={health} recent={recent} />
      ),
    },
    {
      id: 'bad',
      head: t.badTries,
      align: 'right',
      cell: ({ day }) => fill(t.badOf, { bad: String(day.bad), answers: String(day.answers) }),
    },
  ];
  return (
    <section className="panel" aria-labelledby="connections">
      <h2 id="connections">{t.healthTitle}</h2>
      <p className="reason">{rows.length === 0 ? t.noConnections : t.healthLead}</p>
      {rows.length > 0 && (
        <Rows caption={t.healthTitle} columns={columns} rows={rows} keyOf={({ id }) => id} />
      )}
    </section>
  );
}

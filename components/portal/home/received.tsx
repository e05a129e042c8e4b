import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { fill } from '#components/portal/texts.ts';
import { dayText } from '#components/time.tsx';
import type { Day } from '#lib/figures/received.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { type Currency, formatMoney, type Money, money } from '#lib/money.ts';
import { DayChart } from './day-chart.tsx';
import { homeTexts } from './texts.ts';

/** One day as it is drawn: every day of the fourteen, also the empty ones. */
interface Shown {
  day: string;
  label: string;
  money: Money;
  count: number;
  today: boolean;
}

export interface ReceivedProps {
  locale: Locale;
  currency: Currency;
  /** The fourteen days, YYYY-MM-DD, the oldest first; the last one is today. */
  calendar: readonly string[];
  days: readonly Day[];
}

/** What was received by day in one currency: in a sentence, as a drawing, and as the table behind it. */
export function ReceivedByDay({ locale, currency, calendar, days }: ReceivedProps) {
  const t = homeTexts(locale);
  const shown = calendar.map((day, index) => shownDay(day, index === calendar.length - 1));
  const columns: Column<Shown>[] = [
    {
      id: 'day',
      head: t.day,
      narrow: 'first',
      cell: ({ label, today }) => (today ? `${label} (${t.today})` : label),
    },
    { id: 'count', head: t.count, align: 'right', cell: ({ count }) => count },
    {
      id: 'amount',
      head: t.amount,
      align: 'right',
      narrow: 'corner',
      cell: (day) => <span className="figure">{formatMoney(day.money, locale)}</span>,
    },
  ];
  const title = fill(t.chartTitle, { currency });
  const id = `received-${currency}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="text-soft">{sentence()}</p>
      <DayChart
        label={fill(t.chartLabel, { currency })}
        bars={shown.map(({ label, money: { amount }, today }) => ({ label, height: Number(amount), today }))}
      />
      <details className="table-behind">
        <summary>{t.table}</summary>
        <Rows caption={title} columns={columns} rows={shown.toReversed()} keyOf={({ day }) => day} />
      </details>
    </section>
  );

  function shownDay(day: string, today: boolean): Shown {
    const found = days.find((one) => one.day === day && one.money.currency === currency);
    // A calendar day, read at noon in UTC: no time zone moves it to another one.
    const label = dayText({ at: new Date(`${day}T12:00:00Z`), locale, timeZone: 'UTC' });
    return { day, label, money: found?.money ?? money(0n, currency), count: found?.count ?? 0, today };
  }

  function sentence(): string {
    const best = shown.reduce((most, day) => (day.money.amount > most.money.amount ? day : most));
    const total = shown.reduce((sum, day) => sum + day.money.amount, 0n);
    return fill(t.chartBest, {
      day: best.label,
      amount: formatMoney(best.money, locale),
      total: formatMoney(money(total, currency), locale),
    });
  }
}

import type { Metadata } from 'next';
import { FirstHourList } from '#components/portal/home/first-hour.tsx';
import { ReceivedByDay } from '#components/portal/home/received.tsx';
import { HealthTable, OperatorTable, ReasonTable } from '#components/portal/home/tables.tsx';
import { homeTexts } from '#components/portal/home/texts.ts';
import { Strip } from '#components/portal/strip.tsx';
import { fill } from '#components/portal/texts.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { attention } from '#lib/figures/attention.ts';
import { firstHour, isFirstHourOver } from '#lib/figures/first-hour.ts';
import { periodsAt } from '#lib/figures/periods.ts';
import { beingChecked, openDiscrepancies, periodFigures, receivedByDay } from '#lib/figures/received.ts';
import { connectionHealth, failuresByReason, triesByOperator } from '#lib/figures/tries.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { type SearchParams, withQuery } from './address.ts';
import './home.css';
import { attentionSentence, rateText, stripOf } from './home-words.ts';
import { openPage, type PortalPage } from './open-page.ts';
import { PortalFrame } from './portal-frame.tsx';
import './strip.css';
import { REASONS } from './words.ts';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'payments.read');
  return { title: `${homeTexts(locale).title}, ${session.merchant.name}` };
}

/** The first page: whether anything needs a person, then today in figures, then where they come from. */
export default async function Home({ searchParams }: Props) {
  const page = await openPage(searchParams, 'payments.read');
  const { locale, mode, session } = page;
  const t = homeTexts(locale);
  const seen = await read(page);
  const urgent = attention(seen);
  const { sentence, link } = attentionSentence(urgent, page);
  const name = session.member.name.split(' ')[0] ?? session.member.name;
  return (
    <PortalFrame page={page} current="home" path="/portal">
      <h1>{fill(t.hello, { name, sentence })}</h1>
      {link !== undefined && (
        <div className="ways">
          <ButtonLink size="small" href={page.href(link.path, link.parameters)}>
            {link.label}
          </ButtonLink>
        </div>
      )}
      {mode === 'test' && !isFirstHourOver(seen.first) && (
        <FirstHourList locale={locale} done={seen.first} hrefs={stepHrefs(page)} />
      )}
      <Strip label={t.figures} figures={stripOf(seen, page)} />
      {currenciesOf(seen.days).map((currency) => (
        <ReceivedByDay
          key={currency}
          locale={locale}
          currency={currency}
          calendar={seen.calendar}
          days={seen.days}
        />
      ))}
      <div className="side-by-side">
        <OperatorTable
          locale={locale}
          rows={seen.operators.map((row) => ({
            ...row,
            name: operatorName(row.operator),
            rate: rateText(row.ended === 0 ? undefined : (100 * row.succeeded) / row.ended, locale),
          }))}
        />
        <ReasonTable
          locale={locale}
          rows={seen.reasons.map((row) => ({ ...row, name: REASONS[locale][row.reason] }))}
        />
      </div>
      <HealthTable locale={locale} mode={mode} rows={seen.connections} />
    </PortalFrame>
  );
}

async function read({ session, mode, now, timeZone }: PortalPage) {
  const scope = { merchantId: session.merchant.id, mode };
  const periods = await periodsAt(now, timeZone);
  const week = { from: periods.weekFrom, to: now };
  const [today, yesterday, lastWeek, days, checked, discrepancies, operators, reasons, connections, first] =
    await Promise.all([
      periodFigures(scope, periods.today),
      periodFigures(scope, periods.yesterday),
      periodFigures(scope, periods.lastWeek),
      receivedByDay(scope, periods, timeZone),
      beingChecked(scope),
      openDiscrepancies(scope),
      triesByOperator(scope, week),
      failuresByReason(scope, week),
      connectionHealth(scope, now),
      firstHour(session.merchant.id),
    ]);
  const { calendar } = periods;
  return {
    today,
    yesterday,
    lastWeek,
    days,
    calendar,
    checked,
    discrepancies,
    operators,
    reasons,
    connections,
    first,
  };
}

export type HomeFigures = Awaited<ReturnType<typeof read>>;

function currenciesOf(days: HomeFigures['days']) {
  return [...new Set(days.map(({ money }) => money.currency))];
}

function operatorName(id: string): string {
  return Object.hasOwn(OPERATORS, id) ? OPERATORS[id as OperatorId].name.label : id;
}

/** Where each step is done, for those who may; the documentation tells the others. */
function stepHrefs({ locale, session, href }: PortalPage) {
  const docs = (anchor: string) => `${withQuery('/docs', { lang: locale })}#${anchor}`;
  return {
    site: mayMember(session, 'apps.read') ? href('/portal/apps') : docs('return'),
    key: docs('first-payment'),
    webhook: mayMember(session, 'webhooks.manage') ? href('/portal/webhooks') : docs('webhooks'),
    payment: mayMember(session, 'links.manage') ? href('/portal/links/new') : docs('sandbox'),
  };
}

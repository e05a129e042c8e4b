import type { Metadata } from 'next';
import { FirstHourList } from '#components/portal/home/first-hour.tsx';
import { ReceivedByDay } from '#components/portal/home/received.tsx';
import { HealthTable, OperatorTable, ReasonTable } from '#components/portal/home/tables.tsx';
import { homeTexts } from '#components/portal/home/texts.ts';
import { Strip } from '#components/portal/strip.tsx';
import { fill } from '#components/portal/texts.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { attention } from '#lib/figures/attention.ts';
import { type FirstStep, firstHour, isFirstHourOver } from '#lib/figures/first-hour.ts';
import { periodsAt } from '#lib/figures/periods.ts';
import { beingChecked, openDiscrepancies, periodFigures, receivedByDay } from '#lib/figures/received.ts';
import { connectionHealth, failuresByReason, isConnected, triesByOperator } from '#lib/figures/tries.ts';
import { listAppNames } from '#lib/merchants/apps.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { SearchParams } from './address.ts';
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
        <FirstHourList locale={locale} done={seen.first} hrefs={await stepHrefs(page)} />
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
  const [
    today,
    yesterday,
    lastWeek,
    days,
    checked,
    discrepancies,
    operators,
    reasons,
    connections,
    connected,
    first,
  ] = await Promise.all([
    periodFigures(scope, periods.today),
    periodFigures(scope, periods.yesterday),
    periodFigures(scope, periods.lastWeek),
    receivedByDay(scope, periods, timeZone),
    beingChecked(scope),
    openDiscrepancies(scope),
    triesByOperator(scope, week),
    failuresByReason(scope, week),
    connectionHealth(scope, now),
    isConnected(scope),
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
    connected,
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

/** Where each step is done, for those who may. */
async function stepHrefs({ session, href }: PortalPage): Promise<Partial<Record<FirstStep, string>>> {
  // An account opens with one app: most readers have that one alone.
  const [app] = await listAppNames(session.merchant.id);
  const onApp = (path: string) => href(app === undefined ? '/portal/apps' : `/portal/apps/${app.id}${path}`);
  return {
    ...(mayMember(session, 'apps.manage') && { site: onApp('') }),
    ...(mayMember(session, 'keys.manage') && { key: onApp('/keys') }),
    ...(mayMember(session, 'webhooks.manage') && { webhook: href('/portal/webhooks/new') }),
    ...(mayMember(session, 'links.manage') && { payment: href('/portal/links/new') }),
  };
}

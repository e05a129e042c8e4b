import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ageText } from '#components/portal/age.ts';
import {
  type DiscrepancyTexts,
  discrepancyTexts,
  KIND_WORDS,
} from '#components/portal/discrepancies/texts.ts';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { Time, whenText } from '#components/time.tsx';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { discrepancyHistory, type HistoryLine } from '#lib/discrepancies/history.ts';
import type { Attempt, Discrepancy } from '#lib/generated/prisma/client.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { listTeam } from '#lib/merchants/team.ts';
import { formatMoney } from '#lib/money.ts';
import type { DiscrepancyKind } from '#lib/payments/decision.ts';
import { findDiscrepancy } from '#lib/payments/discrepancies.ts';
import { findPayment } from '#lib/payments/find.ts';
import type { AttemptStatus, PaymentRecord } from '#lib/payments/types.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import type { SearchParams } from '../../address.ts';
import { openPage, type PortalPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import { ATTEMPT_WORDS } from '../../words.ts';
import { assignAction } from '../actions.ts';
import '../discrepancies.css';
import { evidenceOf } from '../evidence.ts';
import { Decide } from './decide.tsx';
import { History } from './history.tsx';

const LIST = '/portal/discrepancies';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** What the parts of the page are drawn from. */
export interface Part {
  page: PortalPage;
  t: DiscrepancyTexts;
  discrepancy: Discrepancy;
  record: PaymentRecord;
  attempt: Attempt;
  history: readonly HistoryLine[];
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const page = await openPage(searchParams, 'payments.read');
  const { discrepancy } = await mustFind(page, (await params).id);
  return { title: wordsOf(discrepancy, page).name };
}

export default async function DiscrepancyPage({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'payments.read');
  const t = discrepancyTexts(page.locale);
  const found = await mustFind(page, (await params).id);
  const { discrepancy, record } = found;
  const part = { page, t, ...found, history: await discrepancyHistory(discrepancy) };
  const { name, advice } = wordsOf(discrepancy, page);
  const { payment } = record;
  return (
    <PortalFrame page={page} current="discrepancies" path={`${LIST}/${discrepancy.id}`} modePath={LIST}>
      <p className="back">
        <a href={page.href(LIST)}>{t.back}</a>
      </p>
      <PageHead
        title={name}
        lead={
          <>
            {t.payment} <a href={page.href(`/portal/payments/${payment.id}`)}>{payment.reference}</a>
          </>
        }
      />
      <Done t={t} done={(await searchParams).done} />
      {discrepancy.status === 'open' && (
        <section className="panel" aria-labelledby="advice">
          <h2 id="advice">{t.advice}</h2>
          <p className="advice">{advice}</p>
        </section>
      )}
      <section className="panel" aria-labelledby="evidence">
        <h2 id="evidence">{t.evidence}</h2>
        <Facts facts={factsOf(part)} />
      </section>
      {discrepancy.status === 'open' && <Decide {...part} />}
      {discrepancy.status === 'open' && mayMember(page.session, 'discrepancies.assign') && (
        <Assign {...part} />
      )}
      <History {...part} />
    </PortalFrame>
  );
}

/** Another merchant's, the other mode's and no discrepancy at all are the same 404. */
async function mustFind({ session, mode }: PortalPage, id: string) {
  const scope = { merchantId: session.merchant.id, appId: 'all', mode } as const;
  const discrepancy = await findDiscrepancy(scope, id);
  if (discrepancy === undefined) notFound();
  const record = await findPayment(scope, discrepancy.paymentId);
  const attempt = record?.attempts.find((one) => one.id === discrepancy.attemptId);
  if (record === undefined || attempt === undefined) notFound();
  return { discrepancy, record, attempt };
}

function wordsOf({ kind }: Discrepancy, { locale }: PortalPage): { name: string; advice: string } {
  const words = KIND_WORDS[locale];
  return Object.hasOwn(words, kind) ? words[kind as DiscrepancyKind] : { name: kind, advice: '' };
}

function factsOf({ page, t, discrepancy, attempt }: Part): Fact[] {
  const { locale, timeZone, now } = page;
  const evidence = evidenceOf(discrepancy);
  const provider = isProviderId(attempt.provider)
    ? providerById(attempt.provider).manifest.name
    : attempt.provider;
  const { createdAt, settledAt } = discrepancy;
  const code = (key: string, term: string, value: string | null | undefined) =>
    value !== null && value !== undefined && value !== '' && { key, term, value: <code>{value}</code> };
  const facts = [
    evidence && { key: 'expected', term: t.expected, value: formatMoney(evidence.expected, locale) },
    evidence?.received && {
      key: 'received',
      term: t.received,
      value: formatMoney(evidence.received, locale),
    },
    code('transaction', t.transaction, evidence?.transaction_id),
    code('provider', fill(t.providerReference, { provider }), evidence?.provider_reference),
    code('operator', t.operatorReference, evidence?.operator_reference),
    // Our own reference is what the provider's support finds the transaction by.
    code('own', fill(t.ownReference, { provider }), attempt.reference),
    {
      key: 'attempt',
      term: t.attemptState,
      value: ATTEMPT_WORDS[locale][attempt.status as AttemptStatus], // held to the list by a CHECK
    },
    {
      key: 'opened',
      term: t.opened,
      value: `${whenText({ at: createdAt, locale, timeZone, today: now })} (${ageText(createdAt, now, locale)})`,
    },
    settledAt !== null && {
      key: 'settled',
      term: t.settledAt,
      value: <Time at={settledAt} locale={locale} timeZone={timeZone} today={now} />,
    },
  ];
  return facts.filter((fact): fact is Exclude<(typeof facts)[number], false | undefined> => Boolean(fact));
}

async function Assign({ page, t, discrepancy }: Part) {
  const team = await listTeam(page.session.merchant.id);
  const options = team
    .filter(({ disabledAt }) => disabledAt === null)
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <section className="panel" aria-labelledby="assign">
      <h2 id="assign">{t.assignTitle}</h2>
      <form action={assignAction} className="assign">
        <input type="hidden" name="discrepancy" value={discrepancy.id} />
        <input type="hidden" name="mode" value={page.mode} />
        <Select
          id="assignee"
          name="assignee"
          label={t.assignTo}
          key={discrepancy.assigneeId}
          defaultValue={discrepancy.assigneeId ?? ''}
          options={[{ value: '', label: t.nobody }, ...options]}
        />
        <Button size="small" tone="second">
          {t.assign}
        </Button>
      </form>
    </section>
  );
}

function Done({ t, done }: { t: DiscrepancyTexts; done: SearchParams[string] }) {
  const good = {
    settled: t.doneSettled,
    proposed: t.doneProposed,
    declined: t.doneDeclined,
    assigned: t.doneAssigned,
  };
  const bad = { changed: t.changed, needs_another: t.needsAnother };
  if (typeof done !== 'string') return null;
  if (Object.hasOwn(good, done)) {
    return <Notice tone="good" title={good[done as keyof typeof good]} role="status" />;
  }
  return Object.hasOwn(bad, done) ? (
    <Notice tone="bad" title={bad[done as keyof typeof bad]} role="alert" />
  ) : null;
}

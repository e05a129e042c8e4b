import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OperatorMark } from '#components/checkout/operator-mark.tsx';
import { Amount } from '#components/money.tsx';
import { PaymentStatus } from '#components/payment-status.tsx';
import { RefreshWhileOpen } from '#components/portal/refresh-while-open.tsx';
import { fill } from '#components/portal/texts.ts';
import { Time, whenText } from '#components/time.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Notice, type Tone } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import { Tear, Ticket } from '#components/ui/ticket.tsx';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { codeInGroups } from '#lib/ids.ts';
import { linkIdOf } from '#lib/links/start-payment.ts';
import { type Currency, type Money, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { isFailureCode } from '#lib/operators/failures.ts';
import { findPayment } from '#lib/payments/find.ts';
import { listNotes } from '#lib/payments/notes.ts';
import { shownReference } from '#lib/payments/shown-reference.ts';
import type { AttemptStatus, PaymentRecord, PaymentStatus as Status } from '#lib/payments/types.ts';
import { listPaymentDeliveries, listTries } from '#lib/webhooks/find-deliveries.ts';
import { modeOf, type SearchParams } from '../../address.ts';
import { openPage, type PortalPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import { ATTEMPT_WORDS, REASONS } from '../../words.ts';
import { Done } from '../done.tsx';
import { paymentTexts } from '../texts.ts';
import { memberNames, readOtherLines } from './other-lines.ts';
import { readTimeline, type TimelineLine } from './timeline.ts';
import { Actions, Notes, Webhooks } from './tools.tsx';
import '../payments.css';

const LIST = '/portal/payments';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const page = await openPage(searchParams, 'payments.read');
  const { payment } = await mustFind(page, (await params).id);
  return { title: fill(page.t.paymentTitle, { reference: payment.reference }) };
}

export default async function Payment({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'payments.read');
  const record = await mustFind(page, (await params).id);
  const { t, locale, href } = page;
  const { done } = await searchParams;
  const { payment } = record;
  const status = payment.status as Status; // held to the list by a CHECK
  const open = status === 'created' || status === 'pending';
  const { deliveries, tries, notes, names, lines } = await readAround(page, record);
  const part = { page, paymentId: payment.id };
  return (
    <PortalFrame page={page} current="payments" path={`${LIST}/${payment.id}`} modePath={LIST}>
      {(open || done === 'asked' || done === 'sent_again') && <RefreshWhileOpen />}
      <p className="back">
        <a href={href(LIST)}>{t.back}</a>
      </p>
      <Done locale={locale} done={done} />
      <Ticket className="payment-head">
        <div>
          <h1>
            <span className="payment-reference">{payment.reference}</span>
            <Amount money={moneyOf(payment.amount, payment)} locale={locale} />
          </h1>
          <p>
            <PaymentStatus {...payment} status={status} locale={locale} />
            {reasonOf(page, status, payment.failureCode)}
          </p>
        </div>
        <Tear />
        <PaymentFacts page={page} record={record} />
      </Ticket>
      <Flags page={page} record={record} />
      <Actions {...part} asked={record.attempts.some(({ calledAt }) => calledAt !== null)} />
      <Attempts page={page} record={record} />
      <Notes {...part} notes={notes} names={names} />
      <Timeline page={page} lines={lines} open={open} />
      <Webhooks {...part} deliveries={deliveries} tries={tries} />
    </PortalFrame>
  );
}

/** Everything around the payment that is shown beside it, read once. */
async function readAround({ locale }: PortalPage, record: PaymentRecord) {
  const { payment } = record;
  const { id, merchantId, appId } = payment;
  const mode = modeOf(payment.mode);
  const [deliveries, notes, names] = await Promise.all([
    listPaymentDeliveries({ merchantId, appId, mode }, id),
    listNotes(payment),
    memberNames(merchantId),
  ]);
  const tries = await listTries(deliveries.map((delivery) => delivery.id));
  const others = await readOtherLines({ record, locale, tries, notes, names });
  return { deliveries, tries, notes, names, lines: await readTimeline(record, locale, others) };
}

/** Another merchant's, the other mode's and no payment at all are the same 404. */
async function mustFind({ session, mode }: PortalPage, id: string): Promise<PaymentRecord> {
  const record = await findPayment({ merchantId: session.merchant.id, appId: 'all', mode }, id);
  return record ?? notFound();
}

function PaymentFacts({ page, record }: { page: PortalPage; record: PaymentRecord }) {
  const { t, locale, timeZone, now } = page;
  const { payment, app, payer } = record;
  const link = linkIdOf(payment);
  const time = (at: Date) => <Time at={at} locale={locale} timeZone={timeZone} today={now} />;
  const amount = (minor: bigint) => <Amount money={moneyOf(minor, payment)} locale={locale} />;
  const facts = [
    payment.description !== null && { key: 'what', term: t.description, value: payment.description },
    payer?.phoneMasked !== undefined && { key: 'payer', term: t.customer, value: payer.phoneMasked },
    { key: 'created', term: t.created, value: time(payment.createdAt) },
    payment.completedAt !== null && { key: 'ended', term: t.completed, value: time(payment.completedAt) },
    payment.status === 'created' && { key: 'expires', term: t.expires, value: time(payment.expiresAt) },
    payment.amountPaidByCustomer !== null && {
      key: 'debited',
      term: t.paidByCustomer,
      value: amount(payment.amountPaidByCustomer),
    },
    payment.feeAmount > 0n && { key: 'fee', term: t.fees, value: amount(payment.feeAmount) },
    { key: 'app', term: t.app, value: app.name },
    { key: 'id', term: t.id, value: <code>{payment.id}</code> },
    {
      key: 'page',
      term: t.payerPage,
      value: (
        <a href={`/pay/${payment.id}`} target="_blank" rel="noreferrer">
          {t.openPayerPage}
        </a>
      ),
    },
    payment.receiptCode !== null && {
      key: 'receipt',
      term: t.receipt,
      value: (
        <a href={`/r/${payment.receiptCode}`} target="_blank" rel="noreferrer">
          {codeInGroups(payment.receiptCode)}
        </a>
      ),
    },
    link !== undefined && {
      key: 'link',
      term: t.fromLink,
      value: <a href={page.href(`/portal/links/${link}`)}>{t.seeLink}</a>,
    },
  ].filter((fact) => fact !== false);
  return <Facts facts={facts} className="payment-facts" />;
}

/** What needs a person's eye, in a sentence each. */
function Flags({ page, record }: { page: PortalPage; record: PaymentRecord }) {
  const { t } = page;
  const { payment } = record;
  const flags: [boolean, string, Tone][] = [
    [payment.late, t.late, 'good'],
    [payment.surplus, t.surplus, 'wait'],
    [payment.suspense, t.suspense, 'wait'],
    [payment.unresolved, t.unresolved, 'wait'],
  ];
  return flags
    .filter(([raised]) => raised)
    .map(([, text, tone]) => <Notice key={text} tone={tone} title={text} className="flag" />);
}

function Attempts({ page, record }: { page: PortalPage; record: PaymentRecord }) {
  const { t } = page;
  return (
    <section className="panel" aria-labelledby="attempts">
      <h2 id="attempts">{t.attempts}</h2>
      {record.attempts.length === 0 ? (
        <p className="text-soft">{t.noAttempts}</p>
      ) : (
        <ol className="attempts">
          {record.attempts.map((attempt) => (
            <AttemptItem
              key={attempt.id}
              page={page}
              attempt={attempt}
              phone={record.attemptPhones[attempt.id]}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function AttemptItem(props: { page: PortalPage; attempt: Attempt; phone: string | undefined }) {
  const { page, attempt, phone } = props;
  const { t, locale, timeZone, now } = page;
  const operator = (attempt.operatorReported ?? attempt.operator) as OperatorId; // held to the list by a CHECK
  const status = attempt.status as AttemptStatus; // likewise
  const open = attempt.completedAt === null && status !== 'unresolved';
  return (
    <li>
      <OperatorMark operator={operator} size={36} />
      <div>
        <p className="attempt-line">
          <b>{OPERATORS[operator].name.label}</b>
          {phone !== undefined && <span className="figure">{phone}</span>}
          <Time at={attempt.submittedAt} locale={locale} timeZone={timeZone} today={now} />
        </p>
        <p className="attempt-line">
          <State tone={ATTEMPT_TONES[status]}>{ATTEMPT_WORDS[locale][status]}</State>
          {reasonOf(page, status, attempt.failureCode)}
        </p>
        {attempt.releasedAt !== null && open && <p className="text-soft">{t.released}</p>}
        <p className="attempt-references">
          {attempt.operatorReference !== null && (
            <span>
              {t.operatorReference} <code>{attempt.operatorReference}</code>
            </span>
          )}
          {attempt.providerReference !== null && (
            <span>
              {fill(t.providerReference, { provider: attempt.provider })}{' '}
              <code>{shownReference(attempt)}</code>
            </span>
          )}
        </p>
      </div>
    </li>
  );
}

const ATTEMPT_TONES = {
  submitting: 'wait',
  requires_otp: 'wait',
  pending: 'wait',
  succeeded: 'good',
  failed: 'bad',
  canceled: 'still',
  expired: 'still',
  unresolved: 'wait',
} as const satisfies Record<AttemptStatus, Tone>;

function Timeline({ page, lines, open }: { page: PortalPage; lines: TimelineLine[]; open: boolean }) {
  const { t, locale, timeZone, now } = page;
  return (
    <section className="panel" aria-labelledby="timeline">
      <h2 id="timeline">{t.timeline}</h2>
      <p className="text-soft">
        {t.timelineLead} {open && t.openStill}
      </p>
      <ol className="timeline">
        {lines.map((line) => (
          <li key={line.key} data-kind={line.kind}>
            <span className="timeline-when">
              <Time at={line.at} locale={locale} timeZone={timeZone} today={now} />
            </span>
            <span>
              {line.text}
              {line.note !== undefined && (
                <small>{line.kind === 'told' ? <code>{line.note}</code> : line.note}</small>
              )}
              {line.details !== undefined && (
                <details className="line-details">
                  <summary>{paymentTexts(locale).details}</summary>
                  <dl>
                    {line.details.map(([name, value]) => (
                      <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                      </div>
                    ))}
                  </dl>
                </details>
              )}
              {line.count > 1 && (
                <small>
                  {fill(t.times, {
                    count: String(line.count),
                    first: whenText({ at: line.firstAt, locale, timeZone, today: now }),
                  })}
                </small>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function reasonOf({ locale }: PortalPage, status: string, code: string | null) {
  if (status === 'succeeded' || !isFailureCode(code)) return null;
  return <span className="reason">{REASONS[locale][code]}</span>;
}

/** Currencies are held to their list by a CHECK. */
function moneyOf(minor: bigint, { currency }: { currency: string }): Money {
  return money(minor, currency as Currency);
}

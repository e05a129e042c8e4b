'use client';

import { useState } from 'react';
import useSWR from 'swr';
import { Notice } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { PaymentPage, PaymentRow } from './payment-row.ts';
import { fill, type PortalTexts, portalTexts } from './texts.ts';

const EVERY_MS = 4_000;

export interface PaymentListProps {
  locale: Locale;
  /** As the server drew it: without script the page stays so. */
  page: PaymentPage;
  feed: string;
  /** This page, to be loaded anew by those without script. */
  here: string;
  signIn: string;
}

/** The list, asked for again every few seconds while somebody looks at it (SWR stops in a hidden tab). */
export function PaymentList({ locale, page, feed, here, signIn }: PaymentListProps) {
  const t = portalTexts(locale);
  const [said, setSaid] = useState('');
  const { data, error } = useSWR<PaymentPage, FeedError>(feed, read, {
    fallbackData: page,
    revalidateOnMount: false,
    refreshInterval: EVERY_MS,
    shouldRetryOnError: (problem) => !problem.signedOut,
    onSuccess: (fresh) => setSaid(changes(data?.rows ?? [], fresh.rows, t)),
  });
  const { rows, asOf } = data ?? page;
  return (
    <>
      {error?.signedOut ? (
        <Notice tone="wait" title={t.signedOut} role="alert">
          {t.signedOutWhat} <a href={signIn}>{t.signInAgain}</a>
        </Notice>
      ) : (
        <p className="list-as-of">
          <span data-live={error === undefined || undefined}>
            {fill(error ? t.offline : t.asOf, { time: asOf })}
          </span>
          <a href={here}>{t.refresh}</a>
        </p>
      )}
      <p className="sr-only" role="status">
        {said}
      </p>
      {rows.length > 0 && <Table rows={rows} t={t} />}
    </>
  );
}

function Table({ rows, t }: { rows: readonly PaymentRow[]; t: PortalTexts }) {
  return (
    <table className="payments">
      <thead>
        <tr>
          <th scope="col">{t.status}</th>
          <th scope="col">{t.reference}</th>
          <th scope="col">{t.customer}</th>
          <th scope="col">{t.operator}</th>
          <th scope="col">{t.created}</th>
          <th scope="col" className="amount">
            {t.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="state-cell">
              <State tone={row.state.tone}>{row.state.word}</State>
              {row.reason && <span className="reason">{row.reason}</span>}
            </td>
            <td className="reference">
              <a href={row.href}>{row.reference}</a>
              {row.what && <span className="reason">{row.what}</span>}
            </td>
            <td className="phone figure">{row.phone ?? <span className="none">{t.noPhone}</span>}</td>
            <td className="operator">{row.operator ?? <span className="none">–</span>}</td>
            <td className="when">
              <time dateTime={row.createdAt}>{row.when}</time>
            </td>
            <td className="amount figure">{row.amount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

class FeedError extends Error {
  readonly signedOut: boolean;

  constructor(status: number) {
    super(`The list could not be read: ${status}`);
    this.signedOut = status === 401;
  }
}

async function read(feed: string): Promise<PaymentPage> {
  const answer = await fetch(feed, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new FeedError(answer.status);
  return answer.json();
}

/** What a screen reader is told: new payments and new states, not every look at the clock. */
function changes(before: readonly PaymentRow[], after: readonly PaymentRow[], t: PortalTexts): string {
  const known = new Map(before.map(({ id, state }) => [id, state.word]));
  const count = after.filter(({ id, state }) => known.get(id) !== state.word).length;
  if (count === 0) return '';
  return count === 1 ? t.changedOne : fill(t.changed, { count: String(count) });
}

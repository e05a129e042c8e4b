/** Every list, search and figure of the portal and the API, asked as their pages and endpoints ask. */

import { db } from '#lib/db.ts';
import { firstHour } from '#lib/figures/first-hour.ts';
import { periodsAt } from '#lib/figures/periods.ts';
import { beingChecked, openDiscrepancies, periodFigures, receivedByDay } from '#lib/figures/received.ts';
import { connectionHealth, failuresByReason, isConnected, triesByOperator } from '#lib/figures/tries.ts';
import { availableAccount } from '#lib/ledger/accounts.ts';
import { balanceOf, balances, snapshot } from '#lib/ledger/balance.ts';
import { listPostings } from '#lib/ledger/list.ts';
import { listAudit } from '#lib/merchants/audit-log.ts';
import { listRequests } from '#lib/merchants/request-log.ts';
import { listTeam } from '#lib/merchants/team.ts';
import { cluesOfText, cluesOfWord } from '#lib/payments/clues.ts';
import { listDiscrepancies } from '#lib/payments/discrepancies.ts';
import { exportPayments } from '#lib/payments/export.ts';
import type { PaymentFilter } from '#lib/payments/filter.ts';
import { listPayments } from '#lib/payments/find.ts';
import { findByClues, findByPayer, payerKeys } from '#lib/payments/find-by-clues.ts';
import type { Scope } from '#lib/payments/types.ts';
import { parsePhone } from '#lib/phone.ts';
import { recentAnswers } from '#lib/routing/health.ts';
import { listDeliveries } from '#lib/webhooks/find-deliveries.ts';
import { listEvents } from '#lib/webhooks/find-events.ts';
import { BUSY_PHONE, type Market, type Part, RARE_AMOUNT } from './market.ts';
import type { PlanRow } from './statements.ts';

const PAGE = 25;
const READER = { country: 'CM', currencies: ['XOF', 'XAF', 'CDF', 'USD'] } as const;
const TIME_ZONE = 'Africa/Douala';
const FRANCS = ['XOF', 'XAF'] as const;

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
/** Another day each run, none of the last and first few. */
const someDay = (run: number) => 20 + ((run * 37) % 250);

export const ROWS: Record<Part, (market: Market) => PlanRow[]> = {
  payments: (market) => [...lists(market), ...searches(market), ...figures(market)],
  books: (market) => [...books(market), ...programs(market), ...people(market)],
};

function lists({ merchantId, apps }: Market): PlanRow[] {
  const scope: Scope = { merchantId, appId: 'all', mode: 'live' };
  const list = (name: string, filter: (run: number) => PaymentFilter, within = scope): PlanRow => ({
    name: `list: ${name}`,
    ask: (run) => listPayments(within, { ...filter(run), limit: PAGE }),
  });
  const day = (run: number) => ({
    createdFrom: daysAgo(someDay(run) + 1),
    createdBefore: daysAgo(someDay(run)),
  });
  const range = (from: bigint, to: bigint) => ({ ranges: [{ from, to, currencies: FRANCS }] });
  const rare = BigInt(RARE_AMOUNT);
  return [
    list('newest', () => ({})),
    { name: 'list: a page far down', ask: (run) => pageFrom(scope, someDay(run)) },
    list('test mode', () => ({}), { ...scope, mode: 'test' }),
    list('succeeded', () => ({ status: 'succeeded' })),
    list('pending', () => ({ status: 'pending' })),
    list('created (none)', () => ({ status: 'created' })),
    list('an app of 1 %', () => ({}), { ...scope, appId: apps[2] }),
    list('an app of 0.01 %', () => ({}), { ...scope, appId: apps[3] }),
    list('an app of 0.01 %, failed', () => ({ status: 'failed' }), { ...scope, appId: apps[3] }),
    list('a day', day),
    list('a day, canceled', (run) => ({ ...day(run), status: 'canceled' })),
    list('operator of 63 %', () => ({ operator: 'cm-mtn' })),
    list('operator of 0.01 %', () => ({ operator: 'cm-card' })),
    list('operator of 0.2 %', () => ({ operator: 'cm-mycoolpay' })),
    list('operator of 0.2 %, canceled', () => ({ operator: 'cm-mycoolpay', status: 'canceled' })),
    list('operator of 0.2 %, amounts to 150', () => ({ operator: 'cm-mycoolpay', ...range(1n, 150n) })),
    list('operator without payments', () => ({ operator: 'cd-mpesa' })),
    list('operator of 37 %, a day', (run) => ({ operator: 'cm-orange', ...day(run) })),
    list('operator of 63 %, expired (no row fits)', () => ({ operator: 'cm-mtn', status: 'expired' })),
    list('operator of 63 %, failed', () => ({ operator: 'cm-mtn', status: 'failed' })),
    list('operator of 0.01 %, failed', () => ({ operator: 'cm-card', status: 'failed' })),
    list('operator of 63 %, an app of 0.01 %', () => ({ operator: 'cm-mtn' }), { ...scope, appId: apps[3] }),
    list('amount of 10 %', () => range(1_500n, 1_500n)),
    list('amount of 0.001 %', () => range(rare, rare)),
    list('amounts from 150,000', () => range(150_000n, 2n ** 62n)),
    list('amounts to 150', () => range(1n, 150n)),
    list('amount of 0.001 %, failed', () => ({ ...range(rare, rare), status: 'failed' })),
    list('amount of 0.001 %, a day', (run) => ({ ...range(rare, rare), ...day(run) })),
    list('amount of 0.001 %, operator of 63 %', () => ({ ...range(rare, rare), operator: 'cm-mtn' })),
    list('amounts to 150, operator of 0.01 %', () => ({ ...range(1n, 150n), operator: 'cm-card' })),
    list('amounts to 150, canceled', () => ({ ...range(1n, 150n), status: 'canceled' })),
    list('amounts to 150, an app of 0.01 %', () => range(1n, 150n), { ...scope, appId: apps[3] }),
    list('all filters at once', (run) => ({
      ...range(1n, 5_000n),
      ...day(run),
      status: 'failed',
      operator: 'cm-mtn',
    })),
    list('API: one reference', (run) => ({ reference: `CMD-${4_000_000 + run}` })),
    { name: 'export: 1,000 lines from the middle', ask: (run) => batchFrom(scope, someDay(run)) },
  ];
}

async function pageFrom(scope: Scope, days: number): Promise<unknown> {
  const { records } = await listPayments(scope, { createdBefore: daysAgo(days), limit: 1 });
  const [first] = records;
  return first && listPayments(scope, { after: first.payment.id, limit: PAGE });
}

async function batchFrom(scope: Scope, days: number): Promise<unknown> {
  return (await exportPayments(scope, {}, { now: daysAgo(days) }).next()).value;
}

function searches({ merchantId }: Market): PlanRow[] {
  const scope: Scope = { merchantId, appId: 'all', mode: 'live' };
  const found = async (by: ReturnType<typeof cluesOfWord>) => {
    const seen = await findByClues(scope, by);
    if (seen.by === 'nothing') return seen;
    return listPayments(scope, {
      ...(seen.by === 'amount' ? { amounts: seen.amounts } : { ids: seen.ids }),
      limit: PAGE,
    });
  };
  const search = (name: string, typed: (run: number) => string): PlanRow => ({
    name: `search: ${name}`,
    ask: (run) => found(cluesOfWord(typed(run), READER)),
  });
  const question = (name: string, text: (run: number) => string): PlanRow => ({
    name: `question: ${name}`,
    ask: (run) => found(cluesOfText(text(run), READER)),
  });
  const busy = phone(BUSY_PHONE);
  return [
    search('reference', (run) => `cmd-${1_000_003 + run * 7_919}`),
    search('our own id (none)', () => 'pay_01h455vb4pex5vsknk084sn02q'),
    search('operator’s reference', (run) => `MP${1_000_003 + run * 7_919}.1`),
    search('transaction', (run) => `tx${1_000_003 + run * 7_919}.1`),
    search('nothing', (run) => `WORD-${run}`),
    search('a number without payments', (run) => `67000${1_000 + run}`),
    search('a number with thousands of payments', () => BUSY_PHONE),
    { name: 'search: that number by its key', ask: () => findByPayer(scope, payerKeys(merchantId, [busy])) },
    search('amount of 10 %', () => '1500 F'),
    search('amount of 0.001 %', () => String(RARE_AMOUNT)),
    search('amount of nothing', () => '777 778 F'),
    question(
      'an SMS with a reference',
      (run) => `Paiement de 1500 FCFA reussi. Ref: MP${3_000_001 + run * 7_919}.1. Solde: 20000 FCFA`,
    ),
    question(
      'an SMS with a number and an amount',
      () => `Vous avez paye 1500 FCFA du ${BUSY_PHONE} le 21/11. Merci`,
    ),
    question('forty words that name nothing', () =>
      Array.from({ length: 40 }, (_, n) => `MOT${n}X77`).join(' '),
    ),
  ];
}

function phone(text: string) {
  const parsed = parsePhone(text, 'CM');
  if (!parsed.ok) throw new Error(`${text} is no number.`);
  return parsed.phone;
}

function figures({ merchantId }: Market): PlanRow[] {
  const scope = { merchantId, mode: 'live' } as const;
  const periods = () => periodsAt(new Date(), TIME_ZONE);
  const week = async () => ({ from: (await periods()).weekFrom, to: new Date() });
  return [
    { name: 'home: today', ask: async () => periodFigures(scope, (await periods()).today) },
    { name: 'home: yesterday', ask: async () => periodFigures(scope, (await periods()).yesterday) },
    { name: 'home: a week ago', ask: async () => periodFigures(scope, (await periods()).lastWeek) },
    { name: 'home: received by day', ask: async () => receivedByDay(scope, await periods(), TIME_ZONE) },
    { name: 'home: being checked', ask: () => beingChecked(scope) },
    { name: 'home: open discrepancies', ask: () => openDiscrepancies(scope) },
    { name: 'home: operators, a week', ask: async () => triesByOperator(scope, await week()) },
    { name: 'home: failures, a week', ask: async () => failuresByReason(scope, await week()) },
    { name: 'home: connections', ask: () => connectionHealth(scope, new Date()) },
    { name: 'home: any connection', ask: () => isConnected(scope) },
    { name: 'home: first hour', ask: () => firstHour(merchantId) },
    {
      name: 'routing: health of all connections',
      ask: async () =>
        recentAnswers(
          (await db.connection.findMany()).map(({ id }) => id),
          new Date(),
        ),
    },
  ];
}

function books({ merchantId }: Market): PlanRow[] {
  const scope = { merchantId, mode: 'live' } as const;
  const pot = { ...scope, account: availableAccount(merchantId, 'live') };
  return [
    { name: 'balance: page', ask: () => snapshot(db, scope) },
    { name: 'balance: all accounts now', ask: () => balances(db, scope) },
    { name: 'balance: what may be paid out', ask: () => balanceOf(db, pot) },
    { name: 'balance: latest movements', ask: () => listPostings(scope, { limit: PAGE }) },
    {
      name: 'balance: movements far down',
      ask: (run) => listPostings(scope, { after: BigInt(500_000 + run), limit: PAGE }),
    },
  ];
}

function programs({ merchantId, apps, endpointId }: Market): PlanRow[] {
  const [appId] = apps;
  const scope = { merchantId, appId, mode: 'live' } as const;
  const last = (rows: { id: string }[] | undefined) => rows?.at(-1)?.id;
  return [
    { name: 'events: first page', ask: () => listEvents(scope, { limit: 100 }) },
    {
      name: 'events: after one in the middle',
      ask: async (run) => {
        const [event] = await db.$queryRaw<{ id: string }[]>`
          SELECT id FROM events WHERE app_id = ${appId} AND mode = 'live' AND position > ${900_000 + run * 1_000}
          ORDER BY position LIMIT 1`;
        return listEvents(scope, { after: event?.id, limit: 100 });
      },
    },
    { name: 'deliveries: newest', ask: () => listDeliveries(scope, endpointId, { limit: PAGE }) },
    {
      name: 'deliveries: parked',
      ask: () => listDeliveries(scope, endpointId, { status: 'parked', limit: PAGE }),
    },
    {
      name: 'deliveries: due (none)',
      ask: () => listDeliveries(scope, endpointId, { status: 'due', limit: PAGE }),
    },
    {
      name: 'deliveries: second page',
      ask: async () => {
        const { rows } = await listDeliveries(scope, endpointId, { limit: PAGE });
        return listDeliveries(scope, endpointId, { limit: PAGE, after: last(rows) });
      },
    },
    { name: 'requests: newest', ask: () => listRequests(scope, { limit: PAGE }) },
    { name: 'requests: our failures', ask: () => listRequests(scope, { outcome: 'failed', limit: PAGE }) },
    {
      name: 'requests: a method nobody used',
      ask: () => listRequests(scope, { method: 'DELETE', limit: PAGE }),
    },
    {
      name: 'requests: one by its id',
      ask: () => listRequests(scope, { requestId: 'req_none', limit: PAGE }),
    },
  ];
}

function people({ merchantId, memberId }: Market): PlanRow[] {
  const scope = { merchantId, timeZone: TIME_ZONE };
  const inbox: Scope = { merchantId, appId: 'all', mode: 'live' };
  const day = (run: number) => daysAgo(someDay(run)).toISOString().slice(0, 10);
  return [
    { name: 'audit: newest', ask: () => listAudit(scope, {}, { limit: 50 }) },
    { name: 'audit: a member', ask: () => listAudit(scope, { member: memberId }, { limit: 50 }) },
    {
      name: 'audit: a member who did nothing',
      ask: () => listAudit(scope, { member: 'mem_none' }, { limit: 50 }),
    },
    { name: 'audit: a rare act', ask: () => listAudit(scope, { action: 'member_invited' }, { limit: 50 }) },
    {
      name: 'audit: an act nobody did',
      ask: () => listAudit(scope, { action: 'audit_exported' }, { limit: 50 }),
    },
    { name: 'audit: a target', ask: () => listAudit(scope, { target: 'pay_none' }, { limit: 50 }) },
    { name: 'audit: a day', ask: (run) => listAudit(scope, { from: day(run), to: day(run) }, { limit: 50 }) },
    { name: 'discrepancies: open', ask: () => listDiscrepancies(inbox, { status: 'open', limit: PAGE }) },
    {
      name: 'discrepancies: settled',
      ask: () => listDiscrepancies(inbox, { status: 'settled', limit: PAGE }),
    },
    {
      name: 'discrepancies: open, one kind',
      ask: () => listDiscrepancies(inbox, { status: 'open', kind: 'reversal', limit: PAGE }),
    },
    {
      name: 'discrepancies: mine',
      ask: () => listDiscrepancies(inbox, { status: 'open', assignee: memberId, limit: PAGE }),
    },
    {
      name: 'discrepancies: of a payment',
      ask: () => listDiscrepancies(inbox, { payment: 'pay_none', limit: PAGE }),
    },
    { name: 'team of 500', ask: () => listTeam(merchantId) },
  ];
}

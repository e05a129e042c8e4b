import type { Metadata } from 'next';
import { Amount } from '#components/money.tsx';
import { balanceTexts, LEDGER_WORDS } from '#components/portal/balance/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { Strip } from '#components/portal/strip.tsx';
import { fill } from '#components/portal/texts.ts';
import { Time } from '#components/time.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { db } from '#lib/db.ts';
import { isId } from '#lib/ids.ts';
import { type AccountBalance, type Snapshot, snapshot } from '#lib/ledger/balance.ts';
import { listPostings, type NumberedPosting } from '#lib/ledger/list.ts';
import type { LedgerEvent } from '#lib/ledger/postings.ts';
import { type Currency, money } from '#lib/money.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { one, type SearchParams } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { type AccountNames, accountNames, POTS, potOf } from './account-names.ts';
import '../strip.css';

const PATH = '/portal/balance';
const PAGE_SIZE = 25;

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'balance.read');
  return { title: `${balanceTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Balance({ searchParams }: Props) {
  const page = await openPage(searchParams, 'balance.read');
  const { session, mode, locale } = page;
  const t = balanceTexts(locale);
  const scope = { merchantId: session.merchant.id, mode };
  const after = positionOf((await searchParams).after);
  const [books, list] = await Promise.all([
    snapshot(db, scope),
    listPostings(scope, { after, limit: PAGE_SIZE }),
  ]);
  const accounts = [
    ...books.balances.map(({ account }) => account),
    ...list.rows.flatMap(({ fromAccount, toAccount }) => [fromAccount, toAccount]),
  ];
  const named = await accountNames(scope.merchantId, accounts, locale);
  const position = after === undefined ? undefined : String(after);
  return (
    <PortalFrame page={page} current="balance" path={PATH} parameters={{ after: position }} modePath={PATH}>
      <PageHead title={t.title} lead={t.lead} />
      {books.balances.length === 0 && list.rows.length === 0 ? (
        <section className="panel">
          <Nothing heading={t.empty} what={t.emptyWhat} />
        </section>
      ) : (
        <>
          {currenciesOf(books).map((currency) => (
            <InCurrency key={currency} page={page} books={books} currency={currency} named={named} />
          ))}
          <Postings page={page} {...list} named={named} first={after === undefined} />
        </>
      )}
    </PortalFrame>
  );
}

/** A position as an address holds it; anything else begins at the latest. */
function positionOf(value: SearchParams[string]): bigint | undefined {
  const text = one(value, 18);
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
}

function currenciesOf({ balances }: Snapshot): Currency[] {
  return [...new Set(balances.map(({ money: { currency } }) => currency))];
}

function InCurrency(props: { page: PortalPage; books: Snapshot; currency: Currency; named: AccountNames }) {
  const { page, books, currency, named } = props;
  const { locale } = page;
  const t = balanceTexts(locale);
  const own = books.balances.filter((balance) => balance.money.currency === currency);
  const inPot = (pot: string) =>
    own
      .filter(({ account }) => potOf(account) === pot)
      .reduce((sum, { money: { amount } }) => sum + amount, 0n);
  // Money comes into the books from a provider's account: what lies there stands with the other sign (lib/ledger/accounts.ts).
  const places = own
    .filter(({ account }) => potOf(account) === undefined)
    .map((place) =>
      place.account.startsWith('fees:gateway:')
        ? place
        : { ...place, money: money(-place.money.amount, currency) },
    );
  const columns: Column<AccountBalance>[] = [
    { id: 'place', head: t.place, narrow: 'first', cell: ({ account }) => named(account) },
    {
      id: 'held',
      head: t.held,
      align: 'right',
      narrow: 'corner',
      cell: (place) => <Amount money={place.money} locale={locale} />,
    },
  ];
  return (
    <>
      <Strip
        label={currency}
        figures={POTS.filter((pot) => pot === 'available' || inPot(pot) !== 0n).map((pot) => ({
          key: pot,
          label: t[pot],
          figure: <Amount money={money(inPot(pot), currency)} locale={locale} />,
          notes: [t[`${pot}What`]],
        }))}
      />
      <section className="panel">
        <h2>{t.whereTitle}</h2>
        <Rows caption={t.whereTitle} columns={columns} rows={places} keyOf={({ account }) => account} />
        <p className="reason">{fill(t.upTo, { number: String(books.position) })}</p>
      </section>
    </>
  );
}

function Postings(props: {
  page: PortalPage;
  rows: NumberedPosting[];
  hasMore: boolean;
  named: AccountNames;
  first: boolean;
}) {
  const { page, rows, hasMore, named, first } = props;
  const t = balanceTexts(page.locale);
  const next = hasMore ? rows.at(-1)?.position : undefined;
  return (
    <section className="panel" aria-labelledby="postings">
      <h2 id="postings">{t.postings}</h2>
      {rows.length === 0 ? (
        <p className="text-soft">{t.emptyPage}</p>
      ) : (
        <Rows caption={t.postings} columns={columns(page, named)} rows={rows} keyOf={({ id }) => id} />
      )}
      {(!first || next !== undefined) && (
        <nav className="pages" aria-label={t.pages}>
          {!first && (
            <ButtonLink size="small" tone="second" href={page.href(PATH)}>
              {t.newest}
            </ButtonLink>
          )}
          {next !== undefined && (
            <ButtonLink size="small" tone="second" href={page.href(PATH, { after: String(next) })} rel="next">
              {t.older}
            </ButtonLink>
          )}
        </nav>
      )}
    </section>
  );
}

function columns(
  { href, locale, timeZone, now }: PortalPage,
  named: AccountNames,
): Column<NumberedPosting>[] {
  const t = balanceTexts(locale);
  return [
    {
      id: 'event',
      head: t.event,
      narrow: 'first',
      cell: (posting) => {
        const word = wordOf(posting, locale);
        const { resourceId } = posting;
        return isId('pay', resourceId) ? <a href={href(`/portal/payments/${resourceId}`)}>{word}</a> : word;
      },
    },
    {
      id: 'when',
      head: t.when,
      cell: ({ createdAt }) => <Time at={createdAt} locale={locale} timeZone={timeZone} today={now} />,
    },
    { id: 'from', head: t.from, cell: ({ fromAccount }) => named(fromAccount) },
    { id: 'to', head: t.to, cell: ({ toAccount }) => named(toAccount) },
    {
      id: 'amount',
      head: t.amount,
      align: 'right',
      narrow: 'corner',
      cell: ({ amount, currency }) => <Amount money={storedMoney(amount, currency)} locale={locale} />,
    },
    {
      id: 'number',
      head: t.number,
      align: 'right',
      cell: ({ position }) => <span className="figure">{String(position)}</span>,
    },
  ];
}

/** A fee goes with its movement under the same event: the accounts tell it apart. */
function wordOf({ event, fromAccount, toAccount }: NumberedPosting, locale: PortalPage['locale']): string {
  const t = balanceTexts(locale);
  if (fromAccount.startsWith('fees:provider:') || toAccount.startsWith('fees:provider:'))
    return t.providerFee;
  if (fromAccount.startsWith('fees:gateway:') || toAccount.startsWith('fees:gateway:')) return t.gatewayFees;
  return LEDGER_WORDS[locale][event as LedgerEvent['kind']] ?? event; // written by lib/ledger alone
}

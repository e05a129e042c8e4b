import { ActButton } from '#components/portal/kit/act-button.tsx';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { Pages } from '#components/portal/kit/pages.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { fill } from '#components/portal/texts.ts';
import { dayText } from '#components/time.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { State } from '#components/ui/state.tsx';
import {
  listMerchants,
  MERCHANT_STATES,
  type MerchantState,
  merchantState,
  type PlatformMerchant,
} from '#lib/merchants/platform.ts';
import { one, type SearchParams } from '../address.ts';
import type { PortalPage } from '../open-page.ts';
import { approveMerchantAction, resumeMerchantAction, suspendMerchantAction } from './actions.ts';
import { Reason } from './reason.tsx';
import { type PlatformTexts, platformTexts } from './texts.ts';

const PATH = '/portal/platform';
const PAGE = 30;
const TONES = { waiting: 'wait', approved: 'good', suspended: 'bad', closed: 'still' } as const;

/** All merchants, searched and paged; what the platform may do with each stands beside it. */
export async function Merchants({ page, query }: { page: PortalPage; query: SearchParams }) {
  const { href } = page;
  const t = platformTexts(page.locale);
  const search = one(query.search);
  const state = MERCHANT_STATES.find((known) => known === query.state);
  const after = one(query.after);
  const { merchants, hasMore } = await listMerchants({ search, state }, { after, limit: PAGE });
  return (
    <section className="panel list" aria-labelledby="merchants">
      <h2 id="merchants">{t.merchants}</h2>
      <Search page={page} t={t} search={search} state={state} />
      {merchants.length === 0 ? (
        <Nothing heading={t.none} what={t.noneWhat} />
      ) : (
        <Rows caption={t.merchants} columns={columns(page, t)} rows={merchants} keyOf={({ id }) => id} />
      )}
      <Pages
        t={t}
        newest={after === undefined ? undefined : href(PATH, { search, state })}
        older={hasMore ? href(PATH, { search, state, after: merchants.at(-1)?.id }) : undefined}
      />
    </section>
  );
}

function Search({
  page,
  t,
  search,
  state,
}: {
  page: PortalPage;
  t: PlatformTexts;
  search: string | undefined;
  state: MerchantState | undefined;
}) {
  const kept = new URL(page.href(PATH), 'http://relative.invalid').searchParams;
  return (
    <form action={PATH} className="platform-search" aria-label={t.filters} key={`${search} ${state}`}>
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Field
        id="search"
        name="search"
        type="search"
        size="small"
        label={t.search}
        defaultValue={search}
        maxLength={200}
        autoComplete="off"
      />
      <Select
        id="state"
        name="state"
        label={t.state}
        defaultValue={state ?? ''}
        options={[
          { value: '', label: t.allStates },
          ...MERCHANT_STATES.map((value) => ({ value, label: t[value] })),
        ]}
      />
      <div className="ways">
        <Button size="small" tone="second">
          {t.filter}
        </Button>
        {(search !== undefined || state !== undefined) && (
          <ButtonLink size="small" tone="quiet" href={page.href(PATH)}>
            {t.clear}
          </ButtonLink>
        )}
      </div>
    </form>
  );
}

function columns(page: PortalPage, t: PlatformTexts): Column<PlatformMerchant>[] {
  const { locale, timeZone, now } = page;
  return [
    {
      id: 'merchant',
      head: t.merchant,
      narrow: 'first',
      cell: ({ id, name, country, platform, ownerEmail }) => (
        <>
          {name} {platform && <span className="text-soft">({t.own})</span>}
          <span className="reason">
            {country}, {ownerEmail}
          </span>
          <code className="reason">{id}</code>
        </>
      ),
    },
    {
      id: 'state',
      head: t.state,
      narrow: 'corner',
      cell: (merchant) => {
        const state = merchantState(merchant);
        return (
          <>
            <State tone={TONES[state]}>{t[state]}</State>
            {state === 'suspended' && <span className="reason">{merchant.suspendedReason}</span>}
          </>
        );
      },
    },
    {
      id: 'opened',
      head: t.opened,
      cell: ({ createdAt }) => (
        <span className="platform-day">{dayText({ at: createdAt, locale, timeZone, today: now })}</span>
      ),
    },
    { id: 'live', head: t.liveApps, align: 'right', cell: ({ liveApps }) => liveApps },
    {
      id: 'discrepancies',
      head: t.discrepancies,
      align: 'right',
      cell: ({ openDiscrepancies }) => openDiscrepancies,
    },
    {
      id: 'actions',
      head: t.actions,
      cell: (merchant) => <Actions page={page} t={t} merchant={merchant} />,
    },
  ];
}

function Actions({ page, t, merchant }: { page: PortalPage; t: PlatformTexts; merchant: PlatformMerchant }) {
  const { id, name, platform } = merchant;
  const state = merchantState(merchant);
  const hidden = { merchant: id, mode: page.mode };
  if (platform || state === 'closed') return null;
  return (
    <div className="ways">
      {state === 'waiting' && (
        <ConfirmButton
          label={t.approve}
          question={fill(t.approveQuestion, { name })}
          consequence={t.approveWhat}
          cancel={t.cancel}
          action={approveMerchantAction}
          act="main"
          hidden={hidden}
        />
      )}
      {state === 'suspended' ? (
        <ActButton
          action={resumeMerchantAction}
          hidden={hidden}
          tone="quiet"
          aria-label={`${t.resume}, ${name}`}
        >
          {t.resume}
        </ActButton>
      ) : (
        <ConfirmButton
          label={t.suspend}
          question={fill(t.suspendQuestion, { name })}
          consequence={t.suspendWhat}
          cancel={t.cancel}
          action={suspendMerchantAction}
          hidden={hidden}
          tone="quiet"
        >
          <Reason t={t} about={id} />
        </ConfirmButton>
      )}
    </div>
  );
}

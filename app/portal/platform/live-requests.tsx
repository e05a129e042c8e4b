import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { fill } from '#components/portal/texts.ts';
import { Time } from '#components/time.tsx';
import { State } from '#components/ui/state.tsx';
import type { LiveRequest } from '#lib/merchants/platform.ts';
import type { PortalPage } from '../open-page.ts';
import { approveLiveAction, refuseLiveAction } from './actions.ts';
import { Reason } from './reason.tsx';
import { type PlatformTexts, platformTexts } from './texts.ts';

/** Apps that ask to take real money, the oldest first. */
export function LiveRequests({ page, requests }: { page: PortalPage; requests: readonly LiveRequest[] }) {
  const t = platformTexts(page.locale);
  return (
    <section className="panel" aria-labelledby="live-requests">
      <h2 id="live-requests">{t.liveTitle}</h2>
      {requests.length === 0 ? (
        <p className="text-soft">{t.liveNone}</p>
      ) : (
        <Rows caption={t.liveTitle} columns={columns(page, t)} rows={requests} keyOf={({ appId }) => appId} />
      )}
    </section>
  );
}

function columns(page: PortalPage, t: PlatformTexts): Column<LiveRequest>[] {
  const { locale, timeZone, now } = page;
  return [
    {
      id: 'app',
      head: t.app,
      narrow: 'first',
      cell: ({ app, country, appId }) => (
        <>
          {app}
          <span className="reason">
            {country} <code>{appId}</code>
          </span>
        </>
      ),
    },
    {
      id: 'merchant',
      head: t.merchant,
      cell: ({ merchant, merchantApproved }) => (
        <>
          {merchant} {!merchantApproved && <State tone="wait">{t.merchantWaits}</State>}
        </>
      ),
    },
    {
      // As text: the address is the merchant's to choose, and nothing on this page leads there by a slip.
      id: 'site',
      head: t.site,
      cell: ({ siteUrl }) => <span className="platform-site">{siteUrl}</span>,
    },
    {
      id: 'since',
      head: t.since,
      cell: ({ requestedAt }) => <Time at={requestedAt} locale={locale} timeZone={timeZone} today={now} />,
    },
    { id: 'actions', head: t.actions, cell: (request) => <Actions page={page} t={t} request={request} /> },
  ];
}

function Actions({ page, t, request }: { page: PortalPage; t: PlatformTexts; request: LiveRequest }) {
  const { appId, app: name, merchantApproved } = request;
  const common = { hidden: { app: appId, mode: page.mode }, cancel: t.cancel };
  return (
    <div className="ways">
      {merchantApproved && (
        <ConfirmButton
          {...common}
          label={t.approveLive}
          question={fill(t.approveLiveQuestion, { name })}
          consequence={t.approveLiveWhat}
          action={approveLiveAction}
          act="main"
        />
      )}
      <ConfirmButton
        {...common}
        label={t.refuse}
        question={fill(t.refuseQuestion, { name })}
        consequence={t.refuseWhat}
        action={refuseLiveAction}
        tone="quiet"
      >
        <Reason t={t} about={appId} />
      </ConfirmButton>
    </div>
  );
}

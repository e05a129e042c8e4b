import { HealthState } from '#components/portal/health-state.tsx';
import { ActButton } from '#components/portal/kit/act-button.tsx';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { fill } from '#components/portal/texts.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { State } from '#components/ui/state.tsx';
import type { Connection } from '#lib/generated/prisma/client.ts';
import { type ListedConnection, listConnections } from '#lib/merchants/connections.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import { isProviderId, PROVIDER_IDS, providerById } from '#lib/providers/index.ts';
import { SANDBOX_BASE_URL } from '#lib/routing/connection-context.ts';
import type { SearchParams } from '../address.ts';
import type { PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { checkAction, pauseAction, resumeAction } from './actions.ts';
import { Done } from './done.tsx';
import { ownerOf, type Place } from './place.ts';
import { type ConnectionTexts, connectionTexts } from './texts.ts';

interface Part {
  page: PortalPage;
  place: Place;
  t: ConnectionTexts;
  mayManage: boolean;
}

/** All connections of a merchant or of the platform in one mode. */
export async function ConnectionList({
  page,
  place,
  query,
}: {
  page: PortalPage;
  place: Place;
  query: SearchParams;
}) {
  const { session, mode, locale, href } = page;
  const t = connectionTexts(locale);
  const part = { page, place, t, mayManage: mayMember(session, place.manage) };
  const listed = await listConnections(ownerOf(place, session, mode), page.now);
  const checked = listed.find(({ connection }) => connection.id === query.connection)?.connection.name;
  const platform = place.kind === 'platform';
  return (
    <PortalFrame page={page} current={place.section} path={place.path}>
      <PageHead title={platform ? t.platformTitle : t.title} lead={platform ? t.platformLead : t.lead}>
        <ButtonLink size="small" tone="second" href={href(`${place.path}/order`)}>
          {t.orderLink}
        </ButtonLink>
      </PageHead>
      <Done t={t} done={query.done} name={checked} />
      <section className="panel" aria-label={t.caption}>
        {listed.length === 0 ? (
          <Nothing heading={t.none} what={t.noneWhat} />
        ) : (
          <Rows
            caption={t.caption}
            columns={columns(part, listed)}
            rows={listed}
            keyOf={({ connection }) => connection.id}
          />
        )}
      </section>
      {part.mayManage && <Add {...part} />}
    </PortalFrame>
  );
}

function Add({ page, place, t }: Part) {
  return (
    <section className="panel" aria-labelledby="add">
      <h2 id="add">{t.add}</h2>
      <p className="text-soft">{t.addLead}</p>
      <form action={`${place.path}/new`} className="form">
        {page.mode === 'live' && <input type="hidden" name="mode" value="live" />}
        <Select
          id="provider"
          name="provider"
          label={t.provider}
          options={PROVIDER_IDS.map((id) => ({ value: id, label: providerById(id).manifest.name }))}
        />
        <Button size="small" tone="second">
          {t.continue}
        </Button>
      </form>
    </section>
  );
}

function columns(
  { page, place, t, mayManage }: Part,
  listed: readonly ListedConnection[],
): Column<ListedConnection>[] {
  const actions: Column<ListedConnection> = {
    id: 'actions',
    head: t.actions,
    cell: (one) => (one.own ? <Actions page={page} place={place} t={t} listed={one} /> : null),
  };
  return [
    {
      id: 'name',
      head: t.name,
      narrow: 'first',
      cell: ({ connection, own }) => (
        <>
          {connection.name}
          <span className="reason">{originOf(connection, own, t)}</span>
        </>
      ),
    },
    {
      id: 'state',
      head: t.state,
      narrow: 'corner',
      cell: ({ connection: { pausedAt } }) =>
        pausedAt === null ? <State tone="good">{t.open}</State> : <State tone="wait">{t.paused}</State>,
    },
    { id: 'serves', head: t.serves, cell: ({ connection }) => operatorsOf(connection.provider) },
    {
      id: 'health',
      head: t.health,
      cell: ({ health, recent }) => (
        <HealthState locale={page.locale} mode={page.mode} health={health} recent={recent} />
      ),
    },
    ...(mayManage && listed.some(({ own }) => own) ? [actions] : []),
  ];
}

/** What the name does not say: the provider, whose it is, and how far its protocol is known. */
function originOf({ provider, name, baseUrl }: Connection, own: boolean, t: ConnectionTexts): string {
  if (!isProviderId(provider)) return provider;
  const { manifest } = providerById(provider);
  const facts = [
    name.startsWith(manifest.name) ? undefined : manifest.name,
    baseUrl === SANDBOX_BASE_URL ? t.simulated : undefined,
    own ? undefined : t.ofPlatform,
    manifest.unverified ? t.unverified : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}

function operatorsOf(provider: string): string {
  if (!isProviderId(provider)) return '';
  return providerById(provider)
    .manifest.operators.map(({ operator }) => OPERATORS[operator].name.label)
    .join(', ');
}

function Actions({ page, place, t, listed }: Omit<Part, 'mayManage'> & { listed: ListedConnection }) {
  const { id, name, pausedAt, baseUrl } = listed.connection;
  const hidden = { connection: id, place: place.kind, mode: page.mode };
  return (
    <div className="ways connection-actions">
      <ActButton action={checkAction} hidden={hidden} tone="quiet" aria-label={`${t.check}, ${name}`}>
        {t.check}
      </ActButton>
      <ButtonLink
        size="small"
        tone="quiet"
        href={page.href(`${place.path}/${id}`)}
        aria-label={`${baseUrl === SANDBOX_BASE_URL ? t.look : t.edit}, ${name}`}
      >
        {baseUrl === SANDBOX_BASE_URL ? t.look : t.edit}
      </ButtonLink>
      {pausedAt === null ? (
        <ConfirmButton
          label={t.pause}
          question={fill(t.pauseQuestion, { name })}
          consequence={t.pauseWhat}
          cancel={t.cancel}
          action={pauseAction}
          hidden={hidden}
          tone="quiet"
        />
      ) : (
        <ActButton action={resumeAction} hidden={hidden} tone="quiet" aria-label={`${t.resume}, ${name}`}>
          {t.resume}
        </ActButton>
      )}
    </div>
  );
}

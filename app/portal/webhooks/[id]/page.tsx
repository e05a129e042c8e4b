import { ActButton } from '#components/portal/kit/act-button.tsx';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { EndpointForm } from '#components/portal/developer/forms.tsx';
import { SecretShown, Told } from '#components/portal/developer/parts.tsx';
import { type DeveloperTexts, developerTexts } from '#components/portal/developer/texts.ts';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { whenText } from '#components/time.tsx';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { addMs } from '#lib/clock.ts';
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { OVERLAP_HOURS } from '#lib/merchants/endpoint-fields.ts';
import { clockTextIn } from '#lib/zoned-time.ts';
import { one, type SearchParams } from '../../address.ts';
import { openPage, type PortalPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import {
  disableEndpointAction,
  editEndpointAction,
  enableEndpointAction,
  keptSecretAction,
  removeEndpointAction,
  replayAction,
  rollSecretAction,
  testEndpointAction,
} from '../actions.ts';
import { mustFindEndpoint } from '../find.ts';
import { endpointSecret } from '../shown-once.ts';
import { Deliveries } from './deliveries.tsx';

const LIST = '/portal/webhooks';
const DAY_MS = 24 * 3_600_000;
/** The field knows whole minutes: the next one holds all that has happened up to now. */
const MINUTE_MS = 60_000;

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

interface Part {
  page: PortalPage;
  t: DeveloperTexts;
  endpoint: WebhookEndpoint;
  hidden: Record<string, string>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const page = await openPage(searchParams, 'webhooks.manage');
  return { title: (await mustFindEndpoint(page, (await params).id)).url };
}

export default async function Endpoint({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'webhooks.manage');
  const endpoint = await mustFindEndpoint(page, (await params).id);
  const { locale, mode, href, session } = page;
  const t = developerTexts(locale);
  const query = await searchParams;
  const hidden = { endpoint: endpoint.id, mode };
  const part = { page, t, endpoint, hidden };
  const shown = await endpointSecret.read(session);
  return (
    <PortalFrame page={page} current="webhooks" path={`${LIST}/${endpoint.id}`} modePath={LIST}>
      <p className="back">
        <a href={href(LIST, { app: endpoint.appId })}>{t.allEndpoints}</a>
      </p>
      <PageHead title={<code>{endpoint.url}</code>} lead={endpoint.description ?? undefined} />
      <Told t={t} done={query.done} good={GOOD} bad={BAD} />
      {query.done === 'replayed' && (
        <Notice tone="good" role="status" title={fill(t.replayed, { count: one(query.count, 6) ?? '0' })} />
      )}
      {shown?.endpoint === endpoint.id && (
        <SecretShown
          locale={locale}
          title={t.newSecretIs}
          what={t.secretOnce}
          secret={shown.secret}
          kept={keptSecretAction}
          hidden={hidden}
        />
      )}
      <Acts {...part} />
      <Deliveries page={page} t={t} endpoint={endpoint} query={query} />
      <Replay {...part} />
      <section className="panel" aria-labelledby="settings">
        <h2 id="settings">{t.settings}</h2>
        <EndpointForm
          locale={locale}
          action={editEndpointAction}
          hidden={hidden}
          values={{ url: endpoint.url, description: endpoint.description ?? undefined }}
          types={endpoint.types}
          submit={t.save}
        />
      </section>
    </PortalFrame>
  );
}

const GOOD = ['saved', 'doneEnabled', 'doneDisabled', 'testSent', 'sentAgain'] as const;
const BAD = ['gone', 'endpoint_disabled', 'request_invalid', 'spanWrong'] as const;

function Acts({ page, t, endpoint, hidden }: Part) {
  const { locale, timeZone, now } = page;
  const { disabledAt, disabledReason, oldSecretSealed, oldSecretUntil } = endpoint;
  const rolling = oldSecretSealed !== null && oldSecretUntil !== null && oldSecretUntil > now;
  const common = { cancel: t.cancel, hidden, tone: 'quiet' } as const;
  return (
    <section className="panel" aria-label={t.state}>
      {disabledAt !== null && (
        <Notice tone="bad" title={fill(t.disabledBecause, { reason: disabledReason ?? '' })} />
      )}
      {rolling && (
        <p className="text-soft">
          {fill(t.rolling, { date: whenText({ at: oldSecretUntil, locale, timeZone, today: now }) })}
        </p>
      )}
      <div className="ways">
        {disabledAt === null && (
          <ActButton action={testEndpointAction} hidden={hidden}>
            {t.test}
          </ActButton>
        )}
        {disabledAt !== null && (
          <ConfirmButton
            {...common}
            tone="second"
            label={t.enable}
            question={t.enableQuestion}
            consequence={t.enableWhat}
            action={enableEndpointAction}
          />
        )}
        <ConfirmButton
          {...common}
          tone="second"
          label={t.rollSecret}
          question={t.rollSecretQuestion}
          consequence={t.rollSecretWhat}
          action={rollSecretAction}
        >
          <Select
            id="overlap"
            name="overlap"
            label={t.overlap}
            options={OVERLAP_HOURS.map((hours) => ({ value: hours, label: t[`overlap_${hours}`] }))}
          />
        </ConfirmButton>
        {disabledAt === null && (
          <ConfirmButton
            {...common}
            label={t.disable}
            question={t.disableQuestion}
            consequence={t.disableWhat}
            action={disableEndpointAction}
          />
        )}
        <ConfirmButton
          {...common}
          label={t.delete}
          question={t.deleteQuestion}
          consequence={t.deleteWhat}
          action={removeEndpointAction}
        />
      </div>
    </section>
  );
}

function Replay({ page, t, hidden }: Part) {
  const { timeZone, now } = page;
  return (
    <section className="panel" aria-labelledby="replay">
      <h2 id="replay">{t.replay}</h2>
      <p className="text-soft">{fill(t.replayWhat, { zone: timeZone })}</p>
      <form action={replayAction} className="form">
        <Hidden values={hidden} />
        <div className="form-pair">
          <Field
            id="from"
            name="from"
            type="datetime-local"
            label={t.from}
            required
            size="small"
            defaultValue={clockTextIn(addMs(now, -DAY_MS), timeZone)}
          />
          <Field
            id="to"
            name="to"
            type="datetime-local"
            label={t.to}
            required
            size="small"
            defaultValue={clockTextIn(addMs(now, MINUTE_MS), timeZone)}
          />
        </div>
        <Button size="small" tone="second">
          {t.replay}
        </Button>
      </form>
    </section>
  );
}

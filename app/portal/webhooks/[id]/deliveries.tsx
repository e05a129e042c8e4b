import type { DeveloperTexts } from '#components/portal/developer/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { Pages } from '#components/portal/kit/pages.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { RefreshWhileOpen } from '#components/portal/refresh-while-open.tsx';
import { webhookAnswer } from '#components/portal/webhook-answer.ts';
import { Time } from '#components/time.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { State } from '#components/ui/state.tsx';
import { addMs } from '#lib/clock.ts';
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { idOfUuid, isId, uuidOfId } from '#lib/ids.ts';
import { listDeliveries } from '#lib/webhooks/find-deliveries.ts';
import type { DeliveryRow } from '#lib/webhooks/resource.ts';
import { one, type SearchParams } from '../../address.ts';
import { scopeOf } from '../../developer.ts';
import type { PortalPage } from '../../open-page.ts';
import { DELIVERY_STATUSES, deliveryState } from '../find.ts';

const PAGE_ROWS = 25;
const SOON_MS = 30_000;

interface Props {
  page: PortalPage;
  t: DeveloperTexts;
  endpoint: WebhookEndpoint;
  query: SearchParams;
}

/** What was sent to an endpoint, the newest first, by state. */
export async function Deliveries({ page, t, endpoint, query }: Props) {
  const { href } = page;
  const path = `/portal/webhooks/${endpoint.id}`;
  const status = DELIVERY_STATUSES.find((known) => known === query.status);
  const after = one(query.after);
  const uuid = isId('dlv', after) ? uuidOfId(after) : undefined;
  const scope = scopeOf(page, endpoint.appId);
  const { rows, hasMore } = await listDeliveries(scope, endpoint.id, {
    status,
    limit: PAGE_ROWS,
    after: uuid,
  });
  const last = rows.at(-1);
  // The first tries come within seconds; a reader of older rows, or of one tried again in hours, is not disturbed.
  const soon = addMs(page.now, SOON_MS);
  const comes = rows.some(
    ({ nextTryAt, triesCount }) => nextTryAt !== null && (triesCount === 0 || nextTryAt <= soon),
  );
  return (
    <section className="panel" aria-labelledby="deliveries">
      {comes && <RefreshWhileOpen />}
      <h2 id="deliveries">{t.deliveries}</h2>
      <nav className="ways" aria-label={t.state}>
        {[undefined, ...DELIVERY_STATUSES].map((one) => (
          <ButtonLink
            key={one ?? 'all'}
            size="small"
            tone={one === status ? 'second' : 'quiet'}
            aria-current={one === status ? 'true' : undefined}
            href={`${href(path, { status: one })}#deliveries`}
          >
            {one === undefined ? t.all : t[one]}
          </ButtonLink>
        ))}
      </nav>
      {rows.length === 0 ? (
        <Nothing
          heading={t.noDeliveries}
          what={endpoint.disabledAt === null ? t.noDeliveriesWhat : undefined}
        />
      ) : (
        <Rows
          caption={t.deliveries}
          rows={rows}
          keyOf={({ id }) => id}
          columns={columns({ page, t, path, rows })}
        />
      )}
      <Pages
        t={t}
        newest={uuid === undefined ? undefined : `${href(path, { status })}#deliveries`}
        older={
          hasMore && last !== undefined
            ? `${href(path, { status, after: idOfUuid('dlv', last.id) })}#deliveries`
            : undefined
        }
      />
    </section>
  );
}

function columns(props: {
  page: PortalPage;
  t: DeveloperTexts;
  path: string;
  rows: readonly DeliveryRow[];
}): Column<DeliveryRow>[] {
  const { page, t, path, rows } = props;
  const waits = rows.some(({ nextTryAt }) => nextTryAt !== null);
  const { locale, timeZone, now, href } = page;
  const time = (at: Date) => <Time at={at} locale={locale} timeZone={timeZone} today={now} />;
  return [
    {
      id: 'event',
      head: t.event,
      narrow: 'first',
      cell: ({ id, type }) => (
        <a href={href(`${path}/${idOfUuid('dlv', id)}`)}>
          <code>{type}</code>
        </a>
      ),
    },
    {
      id: 'state',
      head: t.state,
      narrow: 'corner',
      cell: ({ status }) => {
        const { tone, word } = deliveryState(status, t);
        return <State tone={tone}>{word}</State>;
      },
    },
    {
      id: 'answer',
      head: t.answer,
      cell: ({ lastStatus: status, lastError: error }) =>
        status === null && error === null ? '' : webhookAnswer({ status, error }, locale),
    },
    { id: 'tries', head: t.tries, align: 'right', cell: ({ triesCount }) => triesCount },
    ...(waits
      ? [
          {
            id: 'next',
            head: t.next,
            cell: ({ nextTryAt }: DeliveryRow) => (nextTryAt === null ? '' : time(nextTryAt)),
          },
        ]
      : []),
    { id: 'when', head: t.when, cell: ({ createdAt }) => time(createdAt) },
  ];
}

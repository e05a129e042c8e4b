import { ActButton } from '#components/portal/kit/act-button.tsx';
import { webhookAnswer } from '#components/portal/webhook-answer.ts';
import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { developerTexts } from '#components/portal/developer/texts.ts';
import { CopyButton } from '#components/portal/kit/copy-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { Time } from '#components/time.tsx';
import { State } from '#components/ui/state.tsx';
import { isId, uuidOfId } from '#lib/ids.ts';
import { findTries } from '#lib/webhooks/find-tries.ts';
import type { SearchParams } from '../../../address.ts';
import { scopeOf } from '../../../developer.ts';
import { openPage, type PortalPage } from '../../../open-page.ts';
import { PortalFrame } from '../../../portal-frame.tsx';
import { redeliverAction } from '../../actions.ts';
import { deliveryState, mustFindEndpoint } from '../../find.ts';

const LIST = '/portal/webhooks';

interface Props {
  params: Promise<{ id: string; delivery: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const page = await openPage(searchParams, 'webhooks.manage');
  const { delivery } = await mustFind(page, await params);
  return { title: `${developerTexts(page.locale).delivery} ${delivery.type}` };
}

/** One delivery: what is sent, and how each try went. */
export default async function Delivery({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'webhooks.manage');
  const { endpoint, delivery, body, tries, id } = await mustFind(page, await params);
  const { locale, timeZone, now, mode, href } = page;
  const t = developerTexts(locale);
  const { tone, word } = deliveryState(delivery.status, t);
  const path = `${LIST}/${endpoint.id}`;
  return (
    <PortalFrame page={page} current="webhooks" path={`${path}/${id}`} modePath={LIST}>
      <p className="back">
        <a href={href(path)}>{t.backToEndpoint}</a>
      </p>
      <PageHead title={<code>{delivery.type}</code>} lead={<State tone={tone}>{word}</State>}>
        {endpoint.disabledAt === null && (
          <ActButton action={redeliverAction} hidden={{ endpoint: endpoint.id, delivery: id, mode }}>
            {t.redeliver}
          </ActButton>
        )}
      </PageHead>
      <section className="panel" aria-labelledby="tries">
        <h2 id="tries">{t.tries}</h2>
        {tries.length === 0 ? (
          <p className="text-soft">{t.noTries}</p>
        ) : (
          <ol className="tries">
            {tries.map((one) => (
              <li key={one.id}>
                <p className="tries-head">
                  <b>{fill(t.tryNumber, { number: String(one.number) })}</b>
                  <State tone={one.error === null ? 'good' : 'bad'}>{webhookAnswer(one, locale)}</State>
                  <span className="text-soft">
                    <Time at={one.at} locale={locale} timeZone={timeZone} today={now} /> · {one.durationMs}
                    {'\u00a0ms'}
                  </span>
                </p>
                {one.reply !== null && (
                  // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard
                  <pre className="command" tabIndex={0}>
                    {one.reply === '' ? t.noReply : one.reply}
                  </pre>
                )}
              </li>
            ))}
          </ol>
        )}
      </section>
      <section className="panel" aria-labelledby="request">
        <h2 id="request">{t.request}</h2>
        <p className="text-soft break">{fill(t.requestWhat, { url: delivery.url })}</p>
        <p className="text-soft">
          webhook-id: <code>{delivery.eventId}</code>
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
        <pre className="command" tabIndex={0}>
          {body}
        </pre>
        <div className="ways">
          <CopyButton text={body} label={t.copy} done={t.copied} />
        </div>
      </section>
    </PortalFrame>
  );
}

async function mustFind(page: PortalPage, params: { id: string; delivery: string }) {
  const endpoint = await mustFindEndpoint(page, params.id);
  const { delivery: id } = params;
  const found = isId('dlv', id) ? await findTries(scopeOf(page, endpoint.appId), uuidOfId(id)) : undefined;
  if (found === undefined || found.delivery.endpointId !== endpoint.id) notFound();
  return { endpoint, id, ...found };
}

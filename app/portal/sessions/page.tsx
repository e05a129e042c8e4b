import { Monitor, Smartphone } from 'lucide-react';
import type { Metadata } from 'next';
import { browserName } from '#components/portal/browser-name.ts';
import { ActButton } from '#components/portal/kit/act-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill, type PortalTexts } from '#components/portal/texts.ts';
import { Time } from '#components/time.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import { type ListedSession, listSessions } from '#lib/merchants/sessions.ts';
import { langOf, type SearchParams } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { revokeOthersAction, revokeSessionAction } from './actions.ts';
import './sessions.css';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { t, session } = await openPage(searchParams, 'self.manage');
  return { title: `${t.sessionsTitle}, ${session.merchant.name}` };
}

export default async function Sessions({ searchParams }: Props) {
  const page = await openPage(searchParams, 'self.manage');
  const { t, session } = page;
  const query = await searchParams;
  const listed = await listSessions(session.member.id, page.now);
  const mine = listed.filter(({ id }) => id === session.id);
  const others = listed.filter(({ id }) => id !== session.id);
  const kept = { mode: page.mode, lang: langOf(query.lang) };
  return (
    <PortalFrame page={page} current="sessions" path="/portal/sessions">
      <PageHead title={t.sessionsTitle} lead={t.sessionsLead}>
        {others.length > 0 && (
          <ActButton action={revokeOthersAction} hidden={kept} tone="second">
            {t.revokeOthers}
          </ActButton>
        )}
      </PageHead>
      <Done t={t} done={query.done} />
      <ul className="sessions">
        {[...mine, ...others].map((one) => (
          <Device key={one.id} page={page} device={one} kept={kept} />
        ))}
      </ul>
      {others.length === 0 && <p className="text-soft">{t.onlyThis}</p>}
    </PortalFrame>
  );
}

function Device(props: { page: PortalPage; device: ListedSession; kept: Kept }) {
  const { page, device, kept } = props;
  const { t, locale, timeZone, now, session } = page;
  const { browser, system, mobile } = browserName(device.userAgent);
  const name =
    browser === undefined || system === undefined
      ? (browser ?? system ?? t.unknownBrowser)
      : fill(t.device, { browser, system });
  const Icon = mobile ? Smartphone : Monitor;
  const time = (at: Date) => <Time at={at} locale={locale} timeZone={timeZone} today={now} />;
  return (
    <li className="panel">
      <Icon size={26} aria-hidden="true" />
      <div>
        <p className="device-name">
          <b>{name}</b>
          {device.id === session.id && <State tone="good">{t.thisDevice}</State>}
        </p>
        <p className="device-name text-soft">
          <span className="figure">
            {t.since} {time(device.createdAt)}
          </span>
          <span className="figure">
            {t.lastSeen} {time(device.lastSeenAt)}
          </span>
        </p>
        <p className="text-soft">
          {t.address} <span className="figure">{device.peer || t.unknownAddress}</span>
        </p>
      </div>
      {device.id !== session.id && (
        <ActButton
          action={revokeSessionAction}
          hidden={{ ...kept, session: device.id }}
          tone="second"
          aria-label={fill(t.revokeLabel, { device: name })}
        >
          {t.revoke}
        </ActButton>
      )}
    </li>
  );
}

type Kept = Readonly<Record<string, string | undefined>>;

function Done({ t, done }: { t: PortalTexts; done: string | string[] | undefined }) {
  if (done === 'one') return <Notice tone="good" title={t.revoked} role="status" />;
  if (done === 'others') return <Notice tone="good" title={t.revokedOthers} role="status" />;
  if (done === 'none') return <Notice title={t.alreadyOver} role="status" />;
  return null;
}

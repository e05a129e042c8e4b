import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { KeyForm } from '#components/portal/developer/forms.tsx';
import { Command, ProveFirst, SecretShown, Told } from '#components/portal/developer/parts.tsx';
import { type DeveloperTexts, developerTexts } from '#components/portal/developer/texts.ts';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { fill } from '#components/portal/texts.ts';
import { dayText, Time } from '#components/time.tsx';
import { TextArea } from '#components/ui/choice.tsx';
import { State } from '#components/ui/state.tsx';
import { env } from '#lib/env.ts';
import type { ApiKey } from '#lib/generated/prisma/client.ts';
import { newProviderReference } from '#lib/ids.ts';
import { isCurrent, listKeys } from '#lib/merchants/api-keys.ts';
import { KEY_SCOPES } from '#lib/merchants/app-fields.ts';
import type { SearchParams } from '../../../address.ts';
import { mustFindApp, proofNeeded, scopeOf } from '../../../developer.ts';
import { openPage, type PortalPage } from '../../../open-page.ts';
import { PortalFrame } from '../../../portal-frame.tsx';
import { firstCommand } from '../../first-command.ts';
import {
  changeKeyAddressesAction,
  changeSigningSecretAction,
  createKeyAction,
  keptSecretAction,
  revokeKeyAction,
  rollKeyAction,
  showSigningSecretAction,
} from '../../key-actions.ts';
import { appSecret } from '../../shown-once.ts';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { session, locale } = await openPage(searchParams, 'keys.manage');
  const { name } = await mustFindApp(session, (await params).id);
  return { title: `${developerTexts(locale).keys}, ${name}` };
}

export default async function Keys({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'keys.manage');
  const { session, locale, mode, href } = page;
  const app = await mustFindApp(session, (await params).id);
  const t = developerTexts(locale);
  const path = `/portal/apps/${app.id}/keys`;
  const hidden = { app: app.id, mode };
  const [keys, secret] = await Promise.all([listKeys(scopeOf(page, app.id)), appSecret.read(session)]);
  const ofMode = secret?.kind === 'signing' || secret?.mode === mode;
  const shown = secret?.app === app.id && ofMode ? secret : undefined;
  const proof = proofNeeded(page, path);
  // In live mode a command that only tries would ask a payer for real money.
  const tried =
    mode === 'test' && shown?.kind === 'key'
      ? firstCommand({
          publicUrl: env().publicUrl,
          secret: shown.secret,
          app,
          reference: newProviderReference(),
        })
      : undefined;
  const closed = mode === 'live' && !app.liveApproved;
  return (
    <PortalFrame page={page} current="apps" path={path}>
      <p className="back">
        <a href={href(`/portal/apps/${app.id}`)}>{app.name}</a>
      </p>
      <PageHead title={t.keys} lead={t.keysLead} />
      <Told t={t} done={(await searchParams).done} good={['doneRevoked', 'doneAddresses']} bad={BAD} />
      {shown !== undefined && (
        <SecretShown
          locale={locale}
          title={shown.kind === 'key' ? t.newKeyIs : t.signingSecret}
          what={shown.kind === 'key' ? t.secretOnce : t.showSecretWhat}
          secret={shown.secret}
          kept={keptSecretAction}
          hidden={hidden}
        />
      )}
      {tried !== undefined && (
        <section className="panel" aria-labelledby="try">
          <h2 id="try">{t.tryKey}</h2>
          <p className="text-soft">{t.tryKeyWhat}</p>
          <Command text={tried} locale={locale} />
        </section>
      )}
      <section className="panel" aria-label={t.keys}>
        {keys.length === 0 ? (
          <Nothing heading={t.noKeys} what={closed ? t.liveKeysClosed : t.noKeysWhat} />
        ) : (
          <Rows caption={t.keys} rows={keys} keyOf={({ id }) => id} columns={columns(page, t, app.id)} />
        )}
      </section>
      {!closed && (
        <section className="panel" aria-labelledby="new-key">
          <h2 id="new-key">{t.newKey}</h2>
          {proof === undefined ? (
            <KeyForm locale={locale} action={createKeyAction} hidden={hidden} />
          ) : (
            <ProveFirst locale={locale} href={proof} />
          )}
        </section>
      )}
      <section className="panel" aria-labelledby="signing">
        <h2 id="signing">{t.signingSecret}</h2>
        <p className="text-soft">{t.signingSecretWhat}</p>
        <div className="ways">
          <ConfirmButton
            label={t.showSecret}
            question={t.signingSecret}
            consequence={t.showSecretWhat}
            cancel={t.cancel}
            action={showSigningSecretAction}
            act="main"
            hidden={hidden}
          />
          <ConfirmButton
            label={t.changeSecret}
            question={t.changeSecretQuestion}
            consequence={t.changeSecretWhat}
            cancel={t.cancel}
            action={changeSigningSecretAction}
            hidden={hidden}
            tone="quiet"
          />
        </div>
      </section>
    </PortalFrame>
  );
}

const BAD = ['gone', 'addresses_needed', 'addressWrong', 'too_many', 'live_closed'] as const;

function columns(page: PortalPage, t: DeveloperTexts, app: string): Column<ApiKey>[] {
  const { locale, timeZone, now, mode } = page;
  const day = (at: Date) => dayText({ at, locale, timeZone, today: now });
  return [
    {
      id: 'key',
      head: t.key,
      narrow: 'first',
      cell: ({ hint, createdAt }) => (
        <>
          <code className="figure">{hint}</code>
          <span className="reason">
            {t.created} {day(createdAt)}
          </span>
        </>
      ),
    },
    {
      id: 'state',
      head: t.state,
      narrow: 'corner',
      cell: (key) => {
        if (isCurrent(key, now)) return <State tone="good">{t.keyWorks}</State>;
        return <State tone="still">{key.revokedAt === null ? t.keyExpired : t.keyRevoked}</State>;
      },
    },
    {
      id: 'scopes',
      head: t.scopes,
      cell: ({ scopes }) =>
        KEY_SCOPES.filter((scope) => scopes.includes(scope))
          .map((scope) => t[`scope_${scope}`])
          .join(', '),
    },
    {
      id: 'from',
      head: t.allowFrom,
      cell: ({ allowFrom }) => (allowFrom.length === 0 ? t.anywhere : allowFrom.join(', ')),
    },
    {
      id: 'used',
      head: t.lastUsed,
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? (
          t.never
        ) : (
          <Time at={lastUsedAt} locale={locale} timeZone={timeZone} today={now} />
        ),
    },
    {
      id: 'until',
      head: t.until,
      cell: ({ expiresAt }) => (expiresAt === null ? t.life_never : day(expiresAt)),
    },
    {
      id: 'actions',
      head: '',
      cell: (key) =>
        isCurrent(key, now) ? <KeyActions t={t} apiKey={key} hidden={{ app, mode, key: key.id }} /> : null,
    },
  ];
}

function KeyActions({
  t,
  apiKey,
  hidden,
}: {
  t: DeveloperTexts;
  apiKey: ApiKey;
  hidden: Record<string, string>;
}) {
  const common = { cancel: t.cancel, hidden, tone: 'quiet' } as const;
  const named = { key: apiKey.hint };
  return (
    <div className="ways">
      <ConfirmButton
        {...common}
        label={t.roll}
        question={fill(t.rollQuestion, named)}
        consequence={t.rollWhat}
        action={rollKeyAction}
        act="main"
      />
      <ConfirmButton
        {...common}
        label={t.changeAddresses}
        question={fill(t.changeAddressesQuestion, named)}
        consequence={t.allowFromHint}
        confirm={t.save}
        action={changeKeyAddressesAction}
      >
        <TextArea
          id={`from-${apiKey.id}`}
          name="allowFrom"
          label={t.allowFrom}
          rows={3}
          spellCheck={false}
          defaultValue={apiKey.allowFrom.join('\n')}
        />
      </ConfirmButton>
      <ConfirmButton
        {...common}
        label={t.revoke}
        question={fill(t.revokeQuestion, named)}
        consequence={t.revokeWhat}
        action={revokeKeyAction}
      />
    </div>
  );
}

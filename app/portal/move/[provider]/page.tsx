import { ActButton } from '#components/portal/kit/act-button.tsx';
import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AppChoice } from '#components/portal/developer/app-choice.tsx';
import { DialectForm } from '#components/portal/developer/forms.tsx';
import { Command, Copied, Told } from '#components/portal/developer/parts.tsx';
import { type DeveloperTexts, developerTexts } from '#components/portal/developer/texts.ts';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { credentialsOf, dialectSettings, findDialect } from '#lib/compat/manage-dialects.ts';
import { tryCommand } from '#lib/compat/try-command.ts';
import { env } from '#lib/env.ts';
import type { DialectCredential } from '#lib/generated/prisma/client.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { isProviderId, type ProviderId, providerById } from '#lib/providers/index.ts';
import { isSecretCredential } from '#lib/providers/invent-credentials.ts';
import type { SearchParams } from '../../address.ts';
import { chooseApp } from '../../developer.ts';
import { NoApps } from '../../no-apps.tsx';
import { openPage, type PortalPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import {
  changeDialectAction,
  createDialectAction,
  hideDialectAction,
  rotateDialectAction,
  showDialectAction,
} from '../actions.ts';
import { dialectShown } from '../shown-once.ts';

const LIST = '/portal/move';

interface Props {
  params: Promise<{ provider: string }>;
  searchParams: Promise<SearchParams>;
}

interface Part {
  page: PortalPage;
  t: DeveloperTexts;
  provider: ProviderId;
  hidden: Record<string, string>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { provider } = await params;
  return { title: isProviderId(provider) ? providerById(provider).manifest.name : undefined };
}

export default async function Dialect({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'apps.read');
  const { provider } = await params;
  if (!isProviderId(provider)) notFound();
  const { locale, mode, href, session } = page;
  const t = developerTexts(locale);
  const query = await searchParams;
  const chosen = await chooseApp(page, query);
  const app = chosen?.app.id;
  const path = `${LIST}/${provider}`;
  const row = chosen === undefined ? undefined : await findDialect(chosen.scope, provider);
  const part = { page, t, provider, hidden: { app: app ?? '', mode, provider } };
  const mayKeys = mayMember(session, 'keys.manage');
  return (
    <PortalFrame page={page} current="move" path={path} parameters={{ app }}>
      <p className="back">
        <a href={href(LIST, { app })}>{t.allServices}</a>
      </p>
      <PageHead title={providerById(provider).manifest.name} lead={chosen?.app.name} />
      <Told
        t={t}
        done={query.done}
        good={['saved', 'doneCreated', 'doneRotated']}
        bad={['gone', 'live_closed']}
      />
      {chosen && <AppChoice locale={locale} apps={chosen.apps} chosen={chosen.app.id} href={href(path)} />}
      {chosen === undefined && (
        <section className="panel">
          <NoApps page={page} />
        </section>
      )}
      {chosen !== undefined && row === undefined && (
        <section className="panel" aria-labelledby="credentials">
          <h2 id="credentials">{t.credentials}</h2>
          <p className="text-soft">
            {mode === 'live' && !chosen.app.liveApproved ? t.live_closed : t.createDialectWhat}
          </p>
          {mayKeys && (mode === 'test' || chosen.app.liveApproved) && (
            <ActButton action={createDialectAction} hidden={part.hidden} className="ways">
              {t.createDialect}
            </ActButton>
          )}
        </section>
      )}
      {row !== undefined && <Account {...part} row={row} mayKeys={mayKeys} />}
      {row !== undefined && mayMember(session, 'apps.manage') && <Settings {...part} row={row} />}
    </PortalFrame>
  );
}

async function Account({
  page,
  t,
  provider,
  hidden,
  row,
  mayKeys,
}: Part & { row: DialectCredential; mayKeys: boolean }) {
  const { locale, session } = page;
  const { manifest } = providerById(provider);
  const open = mayKeys && (await dialectShown.read(session))?.dialect === row.id;
  const credentials = credentialsOf(row);
  const baseUrl = `${env().publicUrl}/compat/${provider}`;
  const command = open ? await tryCommand({ provider, baseUrl, credentials, locale }) : undefined;
  return (
    <>
      <section className="panel" aria-labelledby="credentials">
        <h2 id="credentials">{t.credentials}</h2>
        <dl className="credential-list">
          <div>
            <dt>
              {t.baseUrl}. {t.baseUrlWhat}
            </dt>
            <dd>
              <Copied text={baseUrl} locale={locale} />
            </dd>
          </div>
          {Object.entries(credentials).map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                {open || !isSecretCredential(manifest, name) ? (
                  <Copied text={value} locale={locale} />
                ) : (
                  <span className="text-soft">•••••••• ({t.hidden})</span>
                )}
              </dd>
            </div>
          ))}
        </dl>
        {mayKeys && <SecretWays t={t} hidden={hidden} open={open} name={manifest.name} />}
      </section>
      {mayKeys && (
        <section className="panel" aria-labelledby="try">
          <h2 id="try">{t.tryIt}</h2>
          <p className="text-soft">{open ? t.tryItWhat : t.tryItHidden}</p>
          {command !== undefined && <Command text={command} locale={locale} />}
        </section>
      )}
    </>
  );
}

function SecretWays(props: {
  t: DeveloperTexts;
  hidden: Record<string, string>;
  open: boolean;
  name: string;
}) {
  const { t, hidden, open, name } = props;
  return (
    <>
      {open && <p className="text-soft">{t.shownNow}</p>}
      <div className="ways">
        <ActButton
          action={open ? hideDialectAction : showDialectAction}
          hidden={hidden}
          tone={open ? 'second' : 'main'}
        >
          {open ? t.hide : t.showCredentials}
        </ActButton>
        <ConfirmButton
          label={t.rotate}
          question={fill(t.rotateQuestion, { name })}
          consequence={t.rotateWhat}
          cancel={t.cancel}
          action={rotateDialectAction}
          hidden={hidden}
          tone="quiet"
        />
      </div>
    </>
  );
}

function Settings({ page, t, provider, hidden, row }: Part & { row: DialectCredential }) {
  const { locale, mode } = page;
  const { switches = {} } = providerById(provider).manifest;
  const settings = dialectSettings(row);
  return (
    <section className="panel" aria-labelledby="settings">
      <h2 id="settings">{t.settings}</h2>
      <DialectForm
        locale={locale}
        action={changeDialectAction}
        hidden={hidden}
        values={{ ...settings, callbackUrl: row.callbackUrl ?? undefined, ...NOT_TEXTS }}
        switches={[
          ...Object.entries(switches).map(([name, { label }]) => ({
            name,
            label: label[locale],
            on: settings.switches.includes(name),
          })),
          ...(mode === 'test'
            ? [{ name: 'address_check_lifted', label: t.addressCheckLifted, on: settings.addressCheckLifted }]
            : []),
        ]}
      />
    </section>
  );
}

/** Boxes, which have a state of their own. */
const NOT_TEXTS = { switches: undefined, addressCheckLifted: undefined };

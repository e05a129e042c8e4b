import { notFound } from 'next/navigation';
import { CopyButton } from '#components/portal/kit/copy-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { credentialsOf, findConnection } from '#lib/merchants/connections.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { callbackUrl, SANDBOX_BASE_URL } from '#lib/routing/connection-context.ts';
import { one, type SearchParams } from '../address.ts';
import { requireSecondFactorWhenLive } from '../member.ts';
import type { PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { addConnectionAction, changeConnectionAction } from './actions.ts';
import { credentialFields, type Stored, settingFields } from './fields.ts';
import { ConnectionForm } from './form.tsx';
import { ownerOf, type Place } from './place.ts';
import { connectionTexts } from './texts.ts';

interface Props {
  page: PortalPage;
  place: Place;
}

/** A new connection to the provider that the address names. */
export async function NewConnection({ page, place, query }: Props & { query: SearchParams }) {
  const t = connectionTexts(page.locale);
  const provider = one(query.provider) ?? '';
  if (!isProviderId(provider)) notFound();
  const path = `${place.path}/new`;
  // Asked for before anything is typed, so that nothing typed is lost.
  await requireSecondFactorWhenLive(page, page.href(path, { provider }));
  const { manifest } = providerById(provider);
  return (
    <PortalFrame page={page} current={place.section} path={path} parameters={{ provider }}>
      <PageHead
        title={fill(t.newTitle, { name: manifest.name })}
        lead={fill(t.newLead, { name: manifest.name })}
      >
        <Back page={page} place={place} />
      </PageHead>
      <Unverified manifest={manifest} text={t.unverifiedWhat} title={t.unverified} />
      <section className="panel" aria-label={fill(t.newTitle, { name: manifest.name })}>
        <ConnectionForm
          locale={page.locale}
          action={addConnectionAction}
          hidden={{ place: place.kind, mode: page.mode, provider }}
          name={manifest.name}
          {...fieldsOf(manifest, page)}
        />
      </section>
    </PortalFrame>
  );
}

/** One of the owner's own connections, to be changed. */
export async function EditConnection({ page, place, id }: Props & { id: string }) {
  const t = connectionTexts(page.locale);
  const connection = await findConnection(ownerOf(place, page.session, page.mode), id);
  if (connection === undefined || !isProviderId(connection.provider)) notFound();
  const path = `${place.path}/${id}`;
  await requireSecondFactorWhenLive(page, page.href(path));
  const { manifest } = providerById(connection.provider);
  const simulated = connection.baseUrl === SANDBOX_BASE_URL;
  const address = callbackUrl(connection);
  const stored = {
    credentials: credentialsOf(connection),
    settings: Object(connection.settings) as Record<string, unknown>, // written as an object alone
  };
  return (
    <PortalFrame page={page} current={place.section} path={path} modePath={place.path}>
      <PageHead title={connection.name} lead={manifest.name}>
        <Back page={page} place={place} />
      </PageHead>
      <Unverified manifest={manifest} text={t.unverifiedWhat} title={t.unverified} />
      <section className="panel" aria-labelledby="callback">
        <h2 id="callback">{fill(t.callback, { name: manifest.name })}</h2>
        <p className="secret">
          <code>{address}</code>
          <CopyButton text={address} label={t.copy} done={t.copied} />
        </p>
        {simulated && <p className="text-soft">{t.simulatedWhat}</p>}
      </section>
      {!simulated && (
        <section className="panel" aria-label={t.edit}>
          <ConnectionForm
            locale={page.locale}
            action={changeConnectionAction}
            hidden={{ place: place.kind, mode: page.mode, connection: id }}
            name={connection.name}
            {...fieldsOf(manifest, page, { ...stored, baseUrl: connection.baseUrl })}
          />
        </section>
      )}
    </PortalFrame>
  );
}

function fieldsOf(manifest: Manifest, { locale }: PortalPage, stored?: Stored & { baseUrl: string }) {
  const words = { t: connectionTexts(locale), locale };
  return {
    baseUrl: {
      ...(stored === undefined ? {} : { value: stored.baseUrl }),
      ...(manifest.baseUrl === undefined ? {} : { usual: manifest.baseUrl }),
    },
    credentials: credentialFields(manifest, words, stored),
    settings: settingFields(manifest, words, stored),
  };
}

function Back({ page, place }: Props) {
  return (
    <ButtonLink size="small" tone="second" href={page.href(place.path)}>
      {connectionTexts(page.locale).back}
    </ButtonLink>
  );
}

function Unverified({ manifest, title, text }: { manifest: Manifest; title: string; text: string }) {
  if (manifest.unverified !== true) return null;
  return (
    <Notice tone="wait" title={`${manifest.name}, ${title}`}>
      {text}
    </Notice>
  );
}

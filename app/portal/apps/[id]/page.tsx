import '#components/portal/developer/developer.css';
import type { Metadata } from 'next';
import { AppForm } from '#components/portal/developer/forms.tsx';
import { Copied, Told } from '#components/portal/developer/parts.tsx';
import { type DeveloperTexts, developerTexts } from '#components/portal/developer/texts.ts';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { dayText } from '#components/time.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import type { App } from '#lib/generated/prisma/client.ts';
import { hasPublicSite } from '#lib/merchants/apps.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import type { SearchParams } from '../../address.ts';
import { mustFindApp } from '../../developer.ts';
import { openPage, type PortalPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import { changeAppAction, removeLogoAction, requestLiveAction } from '../actions.ts';
import { appChoices } from '../choices.ts';
import { LiveWord, liveStateOf } from '../live-state.tsx';

const LIST = '/portal/apps';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

interface Part {
  page: PortalPage;
  app: App;
  t: DeveloperTexts;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { session } = await openPage(searchParams, 'apps.read');
  return { title: `${(await mustFindApp(session, (await params).id)).name}, ${session.merchant.name}` };
}

export default async function AppPage({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'apps.read');
  const app = await mustFindApp(page.session, (await params).id);
  const { locale, href, session } = page;
  const t = developerTexts(locale);
  const part = { page, app, t };
  const mayManage = mayMember(session, 'apps.manage');
  return (
    <PortalFrame page={page} current="apps" path={`${LIST}/${app.id}`}>
      <p className="back">
        <a href={href(LIST)}>{t.allApps}</a>
      </p>
      <PageHead title={app.name} lead={app.siteUrl}>
        {mayMember(session, 'keys.manage') && (
          <ButtonLink size="small" href={href(`${LIST}/${app.id}/keys`)}>
            {t.keysOpen}
          </ButtonLink>
        )}
      </PageHead>
      <Told t={t} done={(await searchParams).done} good={GOOD} bad={BAD} />
      <section className="panel" aria-labelledby="identity">
        <h2 id="identity">{t.identity}</h2>
        <dl className="credential-list">
          <div>
            <dt>{t.appId}</dt>
            <dd>
              <Copied text={app.id} locale={locale} />
            </dd>
          </div>
          <div>
            <dt>
              {t.publicKey}. {t.publicKeyWhat}
            </dt>
            <dd>
              <Copied text={app.publicKey} locale={locale} />
            </dd>
          </div>
        </dl>
      </section>
      <Live {...part} mayManage={mayManage} />
      {mayManage && <Logo {...part} />}
      {mayManage && (
        <section className="panel" aria-labelledby="settings">
          <h2 id="settings">{t.settings}</h2>
          <AppForm
            locale={locale}
            action={changeAppAction}
            hidden={{ app: app.id, mode: page.mode }}
            values={valuesOf(app)}
            {...appChoices(locale)}
          />
        </section>
      )}
    </PortalFrame>
  );
}

const GOOD = ['saved', 'doneLive', 'logoChanged', 'logoRemoved'] as const;
const BAD = [
  'gone',
  'liveIncomplete',
  'logo_too_large',
  'logo_not_an_image',
  'logo_too_many_pixels',
] as const;

function Live({ page, app, t, mayManage }: Part & { mayManage: boolean }) {
  const { locale, timeZone, now, mode } = page;
  const state = liveStateOf(app);
  const date = dayText({ at: app.liveRequestedAt ?? now, locale, timeZone, today: now });
  const words = {
    open: t.liveOpenWhat,
    asked: fill(t.liveAskedWhat, { date }),
    refused: fill(t.liveRefusedWhat, { reason: app.liveRefusedReason ?? '' }),
    closed: t.liveClosedWhat,
  };
  const mayAsk = mayManage && (state === 'closed' || state === 'refused');
  // Said before it is asked for, and not after.
  const complete = hasPublicSite(app);
  return (
    <section className="panel" aria-labelledby="live">
      <h2 id="live">{t.live}</h2>
      <p>
        <LiveWord app={app} t={t} />
      </p>
      <p className="text-soft">{words[state]}</p>
      {mayAsk && !complete && <p>{t.liveIncomplete}</p>}
      {mayAsk && complete && (
        <div className="ways">
          <ConfirmButton
            label={t.askLive}
            question={fill(t.askLiveQuestion, { name: app.name })}
            consequence={t.askLiveWhat}
            cancel={t.cancel}
            action={requestLiveAction}
            act="main"
            hidden={{ app: app.id, mode }}
          />
        </div>
      )}
    </section>
  );
}

function Logo({ page, app, t }: Part) {
  return (
    <section className="panel" aria-labelledby="logo-title">
      <h2 id="logo-title">{t.logo}</h2>
      {app.logoUrl === null ? (
        <p className="text-soft">{t.noLogo}</p>
      ) : (
        <p>
          {/* biome-ignore lint/performance/noImgElement: 256 pixels at most, drawn by ourselves */}
          <img
            className="app-logo app-logo-large"
            src={app.logoUrl}
            alt={fill(t.logoAlt, { name: app.name })}
          />
        </p>
      )}
      <form
        action={`/portal/apps/${app.id}/logo`}
        method="post"
        encType="multipart/form-data"
        className="form"
      >
        <input type="hidden" name="mode" value={page.mode} />
        <Field
          id="logo"
          name="logo"
          type="file"
          accept="image/png,image/jpeg,image/webp"
          label={t.logoFile}
          hint={t.logoHint}
          required
          size="small"
        />
        <Button size="small" tone="second">
          {t.logoSend}
        </Button>
      </form>
      {app.logoUrl !== null && (
        <div className="ways">
          <ConfirmButton
            label={t.logoRemove}
            question={fill(t.logoRemoveQuestion, { name: app.name })}
            consequence={t.logoRemoveWhat}
            cancel={t.cancel}
            action={removeLogoAction}
            hidden={{ app: app.id, mode: page.mode }}
            tone="quiet"
          />
        </div>
      )}
    </section>
  );
}

function valuesOf(app: App): Record<string, string | undefined> {
  return {
    name: app.name,
    siteUrl: app.siteUrl,
    country: app.country,
    currency: app.currency,
    locale: app.locale,
    successUrl: app.successUrl ?? undefined,
    cancelUrl: app.cancelUrl ?? undefined,
    failureUrl: app.failureUrl ?? undefined,
    callbackUrl: app.callbackUrl ?? undefined,
    brandColor: app.brandColor ?? undefined,
    declaredOrigins: app.declaredOrigins.join('\n'),
    declaredAddresses: app.declaredAddresses.join('\n'),
    notifyEmails: app.notifyEmails.join('\n'),
  };
}

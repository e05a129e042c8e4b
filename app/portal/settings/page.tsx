import type { Metadata } from 'next';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { Facts } from '#components/ui/facts.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import { COUNTRIES } from '#lib/countries.ts';
import type { Merchant } from '#lib/generated/prisma/client.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { ownMerchant } from '#lib/merchants/settings.ts';
import { one, type SearchParams } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { closeAction, eraseAction, profileAction, retentionAction } from './actions.ts';
import { ProfileForm, RetentionForm } from './forms.tsx';
import { type SettingsTexts, settingsTexts } from './texts.ts';

const PATH = '/portal/settings';

interface Props {
  searchParams: Promise<SearchParams>;
}

interface Part {
  page: PortalPage;
  t: SettingsTexts;
  merchant: Merchant;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'settings.read');
  return { title: `${settingsTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Settings({ searchParams }: Props) {
  const page = await openPage(searchParams, 'settings.read');
  const { session, locale } = page;
  const part = { page, t: settingsTexts(locale), merchant: await ownMerchant({ session }) };
  const { t, merchant } = part;
  return (
    <PortalFrame page={page} current="settings" path={PATH}>
      <PageHead title={t.title} lead={t.lead} />
      <Done t={t} query={await searchParams} />
      <section className="panel" aria-labelledby="profile">
        <h2 id="profile">{t.profile}</h2>
        <p>
          <State tone={merchant.approvedAt === null ? 'wait' : 'good'}>
            {merchant.approvedAt === null ? t.waiting : t.approved}
          </State>
        </p>
        {merchant.approvedAt === null && <p className="text-soft">{t.waitingWhat}</p>}
        {mayMember(session, 'settings.manage') ? <Managed {...part} /> : <Read {...part} />}
      </section>
      {mayMember(session, 'settings.manage') && <Payers {...part} />}
      {mayMember(session, 'account.close') && <Close {...part} />}
    </PortalFrame>
  );
}

function countryName(country: string, { locale }: PortalPage): string {
  return new Intl.DisplayNames(locale, { type: 'region' }).of(country) ?? country;
}

function Managed({ page, merchant }: Part) {
  const { name, country, timezone, locale } = merchant;
  return (
    <ProfileForm
      locale={page.locale}
      action={profileAction}
      mode={page.mode}
      values={{ name, country, timezone, locale }}
      countries={COUNTRIES.map((value) => ({ value, label: countryName(value, page) }))}
    />
  );
}

function Read({ page, t, merchant }: Part) {
  return (
    <Facts
      facts={[
        { key: 'name', term: t.name, value: merchant.name },
        { key: 'country', term: t.country, value: countryName(merchant.country, page) },
        { key: 'timezone', term: t.timezone, value: merchant.timezone },
        { key: 'locale', term: t.locale, value: merchant.locale === 'en' ? 'English' : 'Français' },
      ]}
    />
  );
}

function Payers({ page, t, merchant }: Part) {
  return (
    <>
      <section className="panel" aria-labelledby="retention">
        <h2 id="retention">{t.retention}</h2>
        <p className="text-soft">{t.retentionWhat}</p>
        <RetentionForm
          locale={page.locale}
          action={retentionAction}
          mode={page.mode}
          days={merchant.retentionDays === null ? '' : String(merchant.retentionDays)}
        />
      </section>
      <section className="panel" aria-labelledby="erase">
        <h2 id="erase">{t.erase}</h2>
        <p className="text-soft">{t.eraseWhat}</p>
        <div className="ways">
          <ConfirmButton
            label={t.eraseAction}
            question={t.eraseQuestion}
            consequence={t.eraseConsequence}
            cancel={t.cancel}
            action={eraseAction}
            hidden={{ mode: page.mode }}
          >
            <Field
              id="phone"
              name="phone"
              label={t.phone}
              hint={t.phoneHint}
              type="tel"
              inputMode="tel"
              autoComplete="off"
              required
              maxLength={30}
            />
          </ConfirmButton>
        </div>
      </section>
    </>
  );
}

function Close({ page, t, merchant }: Part) {
  const { name } = merchant;
  return (
    <section className="panel" aria-labelledby="close">
      <h2 id="close">{t.close}</h2>
      <p className="text-soft">{merchant.platform ? t.platformCannotClose : t.closeWhat}</p>
      {!merchant.platform && (
        <div className="ways">
          <ConfirmButton
            label={t.closeAction}
            question={fill(t.closeQuestion, { name })}
            consequence={t.closeWhat}
            cancel={t.cancel}
            action={closeAction}
            hidden={{ mode: page.mode }}
          >
            <Field
              id="close-name"
              name="name"
              label={fill(t.typedName, { name })}
              autoComplete="off"
              required
              maxLength={120}
            />
          </ConfirmButton>
        </div>
      )}
    </section>
  );
}

function Done({ t, query }: { t: SettingsTexts; query: SearchParams }) {
  const { done } = query;
  const count = (name: string) => String(Number(one(query[name]) ?? 0) || 0);
  if (done === 'profile') return <Notice tone="good" title={t.doneProfile} role="status" />;
  if (done === 'retention') return <Notice tone="good" title={t.doneRetention} role="status" />;
  if (done === 'erased') {
    const [erased, kept] = [count('erased'), count('kept')];
    const title = erased === '0' && kept === '0' ? t.doneNobody : fill(t.doneErased, { erased, kept });
    return <Notice tone={erased === '0' ? 'still' : 'good'} title={title} role="status" />;
  }
  if (done === 'phone_wrong') return <Notice tone="bad" title={t.phoneWrong} role="alert" />;
  if (done === 'name_differs') return <Notice tone="bad" title={t.nameDiffers} role="alert" />;
  return null;
}

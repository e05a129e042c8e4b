import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { csrfCookie } from '#app/api/auth/cookies.ts';
import { SIGN_IN_PROBLEMS, TYPED_EMAIL_COOKIE } from '#app/api/auth/sign-in-answer.ts';
import { accountTexts } from '#components/portal/account/texts.ts';
import { Door } from '#components/portal/door.tsx';
import { SignInForm } from '#components/portal/sign-in-form.tsx';
import { fill, type PortalTexts, portalTexts } from '#components/portal/texts.ts';
import { Notice } from '#components/ui/notice.tsx';
import { env } from '#lib/env.ts';
import { chooseLocale, type Locale } from '#lib/i18n/locale.ts';
import { langOf, one, type SearchParams, safeNext, withQuery } from '../address.ts';
import { currentMember } from '../member.ts';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: portalTexts(await localeOf(await searchParams)).signInTitle };
}

export default async function SignIn({ searchParams }: Props) {
  const query = await searchParams;
  const next = one(query.next, 1_000);
  const lang = langOf(query.lang);
  if ((await currentMember()) !== undefined) redirect(safeNext(next));
  const jar = await cookies();
  const csrfToken = jar.get(csrfCookie())?.value.split('|')[0];
  if (csrfToken === undefined && query.started === undefined) {
    redirect(withQuery('/portal/sign-in/start', { next, lang, welcome: one(query.welcome) }));
  }
  const locale = await localeOf(query);
  const t = portalTexts(locale);
  const account = accountTexts(locale);
  const other: Locale = locale === 'fr' ? 'en' : 'fr';
  return (
    <Door
      locale={locale}
      heading={t.signInHeading}
      lead={t.signInLead}
      otherLanguage={{ href: withQuery('/portal/sign-in', { next, lang: other }), name: t.otherLanguage }}
    >
      {query.welcome !== undefined && <Notice tone="good" title={account.welcome} role="status" />}
      <Problem t={t} query={query} cookiesOff={csrfToken === undefined} />
      <SignInForm
        locale={locale}
        csrfToken={csrfToken ?? ''}
        next={safeNext(next)}
        lang={lang}
        email={jar.get(TYPED_EMAIL_COOKIE)?.value}
      />
      <p className="sign-in-hint sign-in-ways">
        <a href={withQuery('/portal/forgotten', { lang })}>{account.forgotten}</a>
        <a href={withQuery('/portal/sign-up', { lang })}>{account.signUp}</a>
      </p>
      {env().mode === 'demo' && (
        <p className="sign-in-hint">{fill(t.demoHint, { file: '.data/demo.json' })}</p>
      )}
    </Door>
  );
}

/** What went wrong at the last try, in the place where it is read first. */
function Problem({ t, query, cookiesOff }: { t: PortalTexts; query: SearchParams; cookiesOff: boolean }) {
  const problem = cookiesOff ? 'cookiesOff' : SIGN_IN_PROBLEMS.find((known) => known === query.error);
  if (problem === undefined) return null;
  const minutes = /^\d{1,3}$/.exec(one(query.minutes) ?? '')?.[0] ?? '15';
  return (
    <Notice tone={problem === 'stale' ? 'wait' : 'bad'} title={t[problem]} role="alert">
      {fill(t[`${problem}What`], { minutes })}
    </Notice>
  );
}

async function localeOf(query: SearchParams): Promise<Locale> {
  return chooseLocale({ asked: langOf(query.lang), accept: (await headers()).get('accept-language') });
}

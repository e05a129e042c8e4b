import type { Metadata } from 'next';
import { toString as qrCode } from 'qrcode';
import { ChangePasswordForm, CodeForm } from '#components/portal/account/forms.tsx';
import { type AccountTexts, accountTexts } from '#components/portal/account/texts.ts';
import { ActButton } from '#components/portal/kit/act-button.tsx';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { CopyButton } from '#components/portal/kit/copy-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { fill } from '#components/portal/texts.ts';
import { dayText } from '#components/time.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { secondFactorOf } from '#lib/merchants/second-factor.ts';
import { one, type SearchParams, safeNext } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import {
  beginAction,
  changePasswordAction,
  confirmAction,
  disableAction,
  keptAction,
  renewAction,
} from './actions.ts';
import { readOnce } from './shown-once.ts';
import './security.css';

const PATH = '/portal/security';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'self.manage');
  return { title: `${accountTexts(locale).securityTitle}, ${session.merchant.name}` };
}

export default async function Security({ searchParams }: Props) {
  const page = await openPage(searchParams, 'self.manage');
  const t = accountTexts(page.locale);
  const query = await searchParams;
  const next = one(query.next, 1_000);
  const kept = { next: next === undefined ? undefined : safeNext(next), mode: page.mode };
  const shown = await readOnce(page.session);
  return (
    <PortalFrame page={page} current="security" path={PATH} parameters={{ next }}>
      <PageHead title={t.securityTitle} lead={t.securityLead} />
      <Done t={t} done={query.done} />
      <section className="panel" aria-labelledby="factor">
        <h2 id="factor">{t.factorTitle}</h2>
        {shown?.kind === 'recovery' && <RecoveryCodes t={t} codes={shown.codes} kept={kept} />}
        {shown?.kind === 'enrolment' && <Enrolment page={page} t={t} shown={shown} kept={kept} />}
        {shown === undefined && <Factor page={page} t={t} kept={kept} />}
      </section>
      <section className="panel" aria-labelledby="password-title">
        <h2 id="password-title">{t.changePassword}</h2>
        <p className="text-soft">{t.changePasswordWhat}</p>
        <ChangePasswordForm locale={page.locale} action={changePasswordAction} />
      </section>
    </PortalFrame>
  );
}

type Kept = Readonly<Record<string, string | undefined>>;

async function Factor({ page, t, kept }: { page: PortalPage; t: AccountTexts; kept: Kept }) {
  const { enabledAt, recoveryCodesLeft } = await secondFactorOf(page.session.member.id);
  if (enabledAt === null) {
    return (
      <>
        <p className="text-soft">{t.factorOff}</p>
        <ActButton action={beginAction} hidden={kept} className="ways">
          {t.begin}
        </ActButton>
      </>
    );
  }
  const date = dayText({ at: enabledAt, locale: page.locale, timeZone: page.timeZone, today: page.now });
  const left = recoveryCodesLeft === 1 ? t.codeLeft : fill(t.codesLeft, { count: String(recoveryCodesLeft) });
  return (
    <>
      <p>{fill(t.factorOn, { date })}</p>
      <p className={recoveryCodesLeft === 0 ? 'text-bad' : 'text-soft'}>
        {recoveryCodesLeft === 0 ? t.noCodesLeft : left}
      </p>
      <div className="ways">
        <ConfirmButton
          label={t.renewCodes}
          question={t.renewQuestion}
          consequence={t.renewWhat}
          cancel={t.cancel}
          action={renewAction}
        />
        <ConfirmButton
          label={t.disable}
          question={t.disableQuestion}
          consequence={t.disableWhat}
          cancel={t.cancel}
          action={disableAction}
          tone="quiet"
        />
      </div>
    </>
  );
}

async function Enrolment(props: {
  page: PortalPage;
  t: AccountTexts;
  shown: { secret: string; uri: string };
  kept: Kept;
}) {
  const { page, t, shown, kept } = props;
  const svg = await qrCode(shown.uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return (
    <>
      <div className="totp-steps">
        <p>{t.scan}</p>
        {/* biome-ignore lint/performance/noImgElement: a drawing in the page itself, as an image because its text comes from a library */}
        <img
          className="totp-qr"
          alt={t.qrLabel}
          width={192}
          height={192}
          src={`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`}
        />
        <p>{t.typeSecret}</p>
        <p className="secret">
          <code>{shown.secret}</code>
          <CopyButton text={shown.secret} label={t.copy} done={t.copied} />
        </p>
        <p>{t.confirmCode}</p>
      </div>
      <CodeForm locale={page.locale} action={confirmAction} hidden={kept} submit={t.confirm} />
    </>
  );
}

function RecoveryCodes({ t, codes, kept }: { t: AccountTexts; codes: readonly string[]; kept: Kept }) {
  return (
    <Notice tone="wait" title={t.recoveryTitle}>
      <p>{t.recoveryWhat}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="ways">
        <CopyButton text={codes.join('\n')} label={t.copy} done={t.copied} />
        <ActButton action={keptAction} hidden={kept}>
          {t.recoveryKept}
        </ActButton>
      </div>
    </Notice>
  );
}

function Done({ t, done }: { t: AccountTexts; done: SearchParams[string] }) {
  if (done === 'enabled') return <Notice tone="good" title={t.doneEnabled} role="status" />;
  if (done === 'renewed') return <Notice tone="good" title={t.doneRenewed} role="status" />;
  if (done === 'disabled') return <Notice tone="wait" title={t.doneDisabled} role="status" />;
  return null;
}

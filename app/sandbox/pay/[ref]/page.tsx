import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { OperatorMark } from '#components/checkout/operator-mark.tsx';
import { Amount } from '#components/money.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Tear, Ticket } from '#components/ui/ticket.tsx';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import { formatNational, parseE164 } from '#lib/phone.ts';
import { findSandboxPage, type SandboxPage } from '#lib/sandbox/page.ts';
import { address, Frame, one, pageLocale, type SearchParams } from '../../frame.tsx';
import { type SandboxTexts, sandboxTexts } from '../../texts.ts';

type Props = { params: Promise<{ ref: string }>; searchParams: SearchParams };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const page = await findSandboxPage((await params).ref);
  const t = sandboxTexts(await pageLocale(one((await searchParams).lang), page?.locale));
  return { title: page === undefined ? t.pageUnknown : `${t.pageLead} ${page.providerName}` };
}

/** The page of a simulated provider, where a card is typed. Whoever holds its reference may answer it, as there. */
export default async function ProviderPage({ params, searchParams }: Props) {
  const { ref } = await params;
  const page = await findSandboxPage(ref);
  if (page === undefined) notFound();
  const locale = await pageLocale(one((await searchParams).lang), page.locale);
  const t = sandboxTexts(locale);
  return (
    <Frame locale={locale} path={`/sandbox/pay/${ref}`}>
      <Ticket>
        <div className="p-5">
          <p className="text-soft text-[0.9rem]">
            {t.pageLead} · {page.providerName}
          </p>
          <h1>{page.heading ?? page.description}</h1>
          {page.heading !== undefined && <p>{page.description}</p>}
          {page.note !== undefined && <p className="text-soft">{page.note}</p>}
          <p className="page-amount">
            <Amount money={page.money} locale={locale} />
          </p>
        </div>
        <Tear />
        <div className="p-5">
          {!page.open ? (
            <Decided page={page} t={t} locale={locale} />
          ) : page.pinPage === undefined ? (
            <Decide page={page} t={t} locale={locale} />
          ) : (
            <PinPage page={page} pin={page.pinPage} t={t} locale={locale} />
          )}
        </div>
      </Ticket>
    </Frame>
  );
}

type PartProps = { page: SandboxPage; t: SandboxTexts; locale: string };

type PinPart = PartProps & { pin: NonNullable<SandboxPage['pinPage']> };

/** As TMoney's page asks: number and PIN, then the code that came by SMS. The PIN is play: it says so, and is not kept. */
function PinPage({ page, pin, t, locale }: PinPart) {
  if (pin.over) {
    return (
      <DecideForm page={page} locale={locale}>
        <Notice tone="bad">{t.pinOver}</Notice>
        <Button name="action" value="back">
          {t.pageReturn}
        </Button>
      </DecideForm>
    );
  }
  return (
    <DecideForm page={page} locale={locale}>
      <Notice tone="wait">{t.pinPlay}</Notice>
      {pin.step === 'code' ? (
        <CodeStep page={page} t={t} locale={locale} />
      ) : (
        <PinStep {...{ page, pin, t, locale }} />
      )}
      <Button name="action" value="approve">
        {t.pinValidate}
      </Button>
      <Button tone="quiet" name="action" value="back" formNoValidate>
        {t.pinCancel}
      </Button>
      <input type="hidden" name="step" value={pin.step} />
    </DecideForm>
  );
}

function PinStep({ page, pin, t }: PinPart) {
  const locked = page.phone !== '';
  const wrong = pin.triesLeft === 1 ? t.pinWrongOne : t.pinWrongMany.replace('{left}', String(pin.triesLeft));
  return (
    <>
      <Field
        id="number"
        name="number"
        inputMode="tel"
        autoComplete="off"
        maxLength={40}
        required
        readOnly={locked}
        defaultValue={shownNumber(page.phone)}
        {...(locked ? { className: 'text-soft' } : {})}
        label={t.pinNumber}
        hint={locked ? t.pinNumberLocked : t.pinNumberHint}
      />
      <Field
        id="pin"
        name="pin"
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={4}
        required
        className="pin"
        label={t.pinPin}
        hint={t.pinPinHint}
        {...(pin.wrong ? { error: wrong } : {})}
      />
    </>
  );
}

function shownNumber(e164: string): string {
  const phone = parseE164(e164);
  return phone === undefined ? e164 : formatNational(phone);
}

function CodeStep({ page, t, locale }: PartProps) {
  return (
    <Field
      id="code"
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      required
      className="pin"
      label={t.pinCode}
      hint={
        <a
          href={address('/sandbox/phone', { number: page.phone, lang: locale })}
          target="_blank"
          rel="noreferrer"
        >
          {t.pinCodeHint}
        </a>
      }
    />
  );
}

function DecideForm({ page, locale, children }: { page: SandboxPage; locale: string; children: ReactNode }) {
  return (
    <form className="stack" action={`/sandbox/pay/${page.providerReference}/decide`} method="post">
      {children}
      <input type="hidden" name="lang" value={locale} />
    </form>
  );
}

function Decide({ page, t, locale }: PartProps) {
  return (
    <DecideForm page={page} locale={locale}>
      <Operators page={page} t={t} />
      <Field
        id="number"
        name="number"
        inputMode="numeric"
        autoComplete="off"
        maxLength={40}
        defaultValue={shownNumber(page.phone)}
        label={t.pageNumber[page.asks]}
        hint={t.pageNumberHint}
      />
      <Button name="action" value="approve">
        {t.pageApprove}
      </Button>
      <Button tone="second" name="action" value="decline">
        {t.pageDecline}
      </Button>
      <Button tone="quiet" name="action" value="back">
        {t.pageBack}
      </Button>
      <Button tone="quiet" name="action" value="expire">
        {t.pageExpire}
      </Button>
    </DecideForm>
  );
}

/** What the payer chooses from, or what was chosen before: then it is told, and not asked again. */
function Operators({ page, t }: Pick<PartProps, 'page' | 't'>) {
  const [only, ...others] = page.operators;
  if (only !== undefined && others.length === 0) {
    return (
      <p className="op-named">
        <OperatorMark operator={only} size={36} />
        <span>
          {OPERATORS[only].name.label}
          <small className="text-soft">{t.pageOperatorNamed}</small>
        </span>
      </p>
    );
  }
  return (
    <fieldset className="ops">
      <legend>{t.pageOperator}</legend>
      {page.operators.map((operator) => (
        <label key={operator}>
          <input type="radio" name="operator" value={operator} defaultChecked={operator === page.operator} />
          <OperatorMark operator={operator} size={36} />
          {OPERATORS[operator].name.label}
        </label>
      ))}
    </fieldset>
  );
}

function Decided({ page, t, locale }: PartProps) {
  const ended = page.returnUrl !== undefined;
  const paidHere = page.pinPage !== undefined && page.status === 'succeeded';
  return (
    <div className="stack">
      {paidHere ? (
        <Notice tone="good" title={t.pinPaid}>
          {t.pinPaidWhat}
        </Notice>
      ) : (
        <Notice tone={ended ? 'still' : 'wait'}>{ended ? t.pageDone : t.pageWaits}</Notice>
      )}
      {page.returnUrl !== undefined && (
        <ButtonLink href={page.returnUrl}>{paidHere ? t.pinConfirm : t.pageReturn}</ButtonLink>
      )}
      {!ended && (
        <ButtonLink tone="quiet" href={address(`/sandbox/pay/${page.providerReference}`, { lang: locale })}>
          {t.refresh}
        </ButtonLink>
      )}
    </div>
  );
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OperatorMark } from '#components/checkout/operator-mark.tsx';
import { Amount } from '#components/money.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Tear, Ticket } from '#components/ui/ticket.tsx';
import { OPERATORS } from '#lib/operators/catalogue.ts';
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
          <h1>{page.description}</h1>
          <p className="page-amount">
            <Amount money={page.money} locale={locale} />
          </p>
        </div>
        <Tear />
        <div className="p-5">
          {page.open ? (
            <Decide page={page} t={t} locale={locale} />
          ) : (
            <Decided page={page} t={t} locale={locale} />
          )}
        </div>
      </Ticket>
    </Frame>
  );
}

type PartProps = { page: SandboxPage; t: SandboxTexts; locale: string };

function Decide({ page, t, locale }: PartProps) {
  return (
    <form className="stack" action={`/sandbox/pay/${page.providerReference}/decide`} method="post">
      <input type="hidden" name="lang" value={locale} />
      <fieldset className="ops">
        <legend>{t.pageOperator}</legend>
        {page.operators.map((operator) => (
          <label key={operator}>
            <input
              type="radio"
              name="operator"
              value={operator}
              defaultChecked={operator === page.operator}
            />
            <OperatorMark operator={operator} size={36} />
            {OPERATORS[operator].name.label}
          </label>
        ))}
      </fieldset>
      <Field
        id="number"
        name="number"
        inputMode="numeric"
        autoComplete="off"
        maxLength={40}
        defaultValue={page.phone}
        label={t.pageNumber}
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
    </form>
  );
}

function Decided({ page, t, locale }: PartProps) {
  const ended = page.returnUrl !== undefined;
  return (
    <div className="stack">
      <Notice tone={ended ? 'still' : 'wait'}>{ended ? t.pageDone : t.pageWaits}</Notice>
      {page.returnUrl !== undefined && <ButtonLink href={page.returnUrl}>{t.pageReturn}</ButtonLink>}
      {!ended && (
        <ButtonLink tone="quiet" href={address(`/sandbox/pay/${page.providerReference}`, { lang: locale })}>
          {t.refresh}
        </ButtonLink>
      )}
    </div>
  );
}

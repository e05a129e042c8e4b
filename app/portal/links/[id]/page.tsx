import '#components/portal/developer/developer.css';
import '../../strip.css';
import '../links.css';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { CopyButton } from '#components/portal/kit/copy-button.tsx';
import { Hidden } from '#components/portal/kit/hidden.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { LinkForm } from '#components/portal/links/link-form.tsx';
import { type LinkTexts, linkTexts } from '#components/portal/links/texts.ts';
import { Strip } from '#components/portal/strip.tsx';
import { fill } from '#components/portal/texts.ts';
import { untilText } from '#components/time.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { QrCode } from '#components/ui/qr-code.tsx';
import { State } from '#components/ui/state.tsx';
import type { App } from '#lib/generated/prisma/client.ts';
import { findLink } from '#lib/links/find-link.ts';
import { linkUrl } from '#lib/links/resource.ts';
import { linkAmount } from '#lib/links/terms.ts';
import type { CountedLink } from '#lib/links/types.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { formatDecimal, money } from '#lib/money.ts';
import { clockTextIn } from '#lib/zoned-time.ts';
import type { SearchParams } from '../../address.ts';
import { mustFindApp } from '../../developer.ts';
import { rateText } from '../../home-words.ts';
import { openPage, type PortalPage } from '../../open-page.ts';
import { PortalFrame } from '../../portal-frame.tsx';
import { editLinkAction, pauseLinkAction, resumeLinkAction } from '../actions.ts';
import { amountWords, stateWords, usesWords, volumeWords } from '../words.ts';

const LIST = '/portal/links';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

interface Part {
  page: PortalPage;
  t: LinkTexts;
  counted: CountedLink;
  app: App;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const page = await openPage(searchParams, 'links.read');
  const { link } = await mustFind(page, (await params).id);
  return { title: `${link.description}, ${linkTexts(page.locale).title}` };
}

export default async function PaymentLink({ params, searchParams }: Props) {
  const page = await openPage(searchParams, 'links.read');
  const counted = await mustFind(page, (await params).id);
  const { link } = counted;
  const { locale, now, href, session } = page;
  const t = linkTexts(locale);
  const { done } = await searchParams;
  const app = await mustFindApp(session, link.appId);
  const part = { page, t, counted, app };
  const { text, tone } = stateWords(counted, t, now);
  const told = (['saved', 'donePaused', 'doneResumed'] as const).find((key) => key === done);
  return (
    <PortalFrame page={page} current="links" path={`${LIST}/${link.id}`} modePath={LIST}>
      <p className="back">
        <a href={href(LIST)}>{t.all}</a>
      </p>
      <PageHead
        title={link.description}
        lead={
          <>
            <State tone={tone}>{text}</State> {amountWords(link, t, locale)}, {app.name}
          </>
        }
      >
        {mayMember(session, 'links.manage') && <Acts {...part} />}
      </PageHead>
      {told !== undefined && <Notice tone="good" title={t[told]} role="status" />}
      {done === 'gone' && <Notice tone="bad" title={t.gone} role="alert" />}
      <Figures {...part} />
      {counted.counts.started > 0 && mayMember(session, 'payments.read') && (
        <p>
          <a href={href('/portal/payments', { link: link.id })}>{t.payments}</a>
        </p>
      )}
      <Share {...part} />
      {mayMember(session, 'links.manage') ? <Settings {...part} /> : <Limits {...part} />}
    </PortalFrame>
  );
}

/** Another merchant's, the other mode's and no link at all are the same 404. */
async function mustFind({ session, mode, now }: PortalPage, id: string): Promise<CountedLink> {
  const scope = { merchantId: session.merchant.id, appId: 'all' as const, mode };
  return (await findLink(scope, id, now)) ?? notFound();
}

function Acts({ page, t, counted: { link } }: Part) {
  const hidden = { link: link.id, mode: page.mode };
  if (!link.active) {
    return (
      <form action={resumeLinkAction}>
        <Hidden values={hidden} />
        <Button size="small">{t.resume}</Button>
      </form>
    );
  }
  return (
    <ConfirmButton
      label={t.pause}
      question={t.pauseQuestion}
      consequence={t.pauseWhat}
      confirm={t.pause}
      cancel={t.cancel}
      action={pauseLinkAction}
      hidden={hidden}
    />
  );
}

function Figures({ page: { locale }, t, counted }: Part) {
  const { link, counts } = counted;
  const { started, used, open } = counts;
  const ended = started - open;
  const { maxUses } = link;
  const left = maxUses === null ? undefined : maxUses - used;
  const usesNote =
    left === undefined
      ? []
      : [left >= 0 ? fill(t.left, { count: String(left) }) : fill(t.over, { count: String(-left) })];
  return (
    <Strip
      label={t.figures}
      figures={[
        {
          key: 'started',
          label: t.started,
          figure: started,
          notes: [fill(t.startedNow, { count: String(open) })],
        },
        { key: 'used', label: t.succeeded, figure: usesWords(counted, t), notes: usesNote },
        { key: 'volume', label: t.volume, figure: volumeWords(counted, locale), notes: [t.volumeNote] },
        {
          key: 'rate',
          label: t.rate,
          figure: rateText(ended === 0 ? undefined : (100 * used) / ended, locale),
          notes: [ended === 0 ? t.noRate : t.rateNote],
        },
      ]}
    />
  );
}

function Share({ t, counted: { link }, app }: Part) {
  const url = linkUrl(link);
  const text = fill(t.shareText, { description: link.description, shop: app.name, url });
  return (
    <section className="panel" aria-labelledby="share">
      <h2 id="share">{t.share}</h2>
      <div className="link-share">
        <div>
          <p className="secret">
            <code>{url}</code>
            <CopyButton text={url} label={t.copy} done={t.copied} />
          </p>
          <div className="ways link-ways">
            <ButtonLink
              size="small"
              href={`https://wa.me/?text=${encodeURIComponent(text)}`}
              rel="noreferrer"
            >
              {t.whatsapp}
            </ButtonLink>
            {/* Both Android and iOS take the text from this form. */}
            <ButtonLink size="small" tone="second" href={`sms:?&body=${encodeURIComponent(text)}`}>
              {t.sms}
            </ButtonLink>
            <ButtonLink size="small" tone="second" href={`/l/${link.slug}/poster`}>
              {t.poster}
            </ButtonLink>
            <ButtonLink size="small" tone="second" href={`/l/${link.slug}`}>
              {t.openPage}
            </ButtonLink>
            <ButtonLink size="small" tone="second" href={`/l/${link.slug}/qr.svg`} download>
              {t.svg}
            </ButtonLink>
            <ButtonLink size="small" tone="second" href={`/l/${link.slug}/qr.png`} download>
              {t.png}
            </ButtonLink>
          </div>
          <p className="text-soft">{t.noViews}</p>
        </div>
        <QrCode text={url} label={t.qr} />
      </div>
    </section>
  );
}

function Settings({ page, t, counted: { link } }: Part) {
  const { locale, mode, timeZone } = page;
  const amount = linkAmount(link);
  const currency = amount.kind === 'fixed' ? amount.money.currency : amount.currency;
  const words = (minor: bigint | null) =>
    minor === null
      ? undefined
      : formatDecimal(money(minor, currency)).replace('.', locale === 'fr' ? ',' : '.');
  return (
    <section className="panel" aria-labelledby="settings">
      <h2 id="settings">{t.settings}</h2>
      <LinkForm
        locale={locale}
        action={editLinkAction}
        hidden={{ link: link.id, mode }}
        values={{
          description: link.description,
          currency,
          amount: words(link.amount),
          amountMin: words(link.amountMin),
          amountMax: words(link.amountMax),
          maxUses: link.maxUses?.toString(),
          expiresAt: link.expiresAt === null ? undefined : clockTextIn(link.expiresAt, timeZone),
        }}
        asksName={link.asksName}
        zone={timeZone}
        submit={t.save}
      />
    </section>
  );
}

/** For who may look and not change. */
function Limits({ page, t, counted: { link } }: Part) {
  const { locale, timeZone, now } = page;
  const limits = [
    ...(link.maxUses === null ? [] : [fill(t.limitUses, { max: String(link.maxUses) })]),
    ...(link.expiresAt === null
      ? []
      : [
          fill(t.until, {
            date: untilText({ at: link.expiresAt, locale, timeZone, today: now }).replace(/^(le|on) /, ''),
          }),
        ]),
  ];
  return (
    <section className="panel" aria-labelledby="limits">
      <h2 id="limits">{t.limits}</h2>
      <p>{limits.length === 0 ? t.noLimits : limits.join('. ')}</p>
    </section>
  );
}

/** A sheet for the counter or the wall, as one answer of our own. */
import { OperatorMark } from '#components/checkout/operator-mark.tsx';
import { PrintButton } from '#components/paper/print-button.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { QrCode } from '#components/ui/qr-code.tsx';
import { Weave } from '#components/ui/ticket.tsx';
import { brandOf } from '#lib/brand.ts';
import { systemClock } from '#lib/clock.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';
import { findPublicLink, type PublicLink } from '#lib/links/find-link.ts';
import { linkUrl } from '#lib/links/resource.ts';
import { linkAmount, linkCountry } from '#lib/links/terms.ts';
import { formatMoney, type Money, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { Mode } from '#lib/payments/types.ts';
import { amountRange } from '#lib/routing/amount-range.ts';
import { availableOperators } from '#lib/routing/connections.ts';
import { answerPaper } from '../../../paper.tsx';
import { type LinkParams, linkNotFound } from '../answer-link.tsx';

export function answerPoster(request: Request, { params }: LinkParams): Promise<Response> {
  return answerPaper(request, async (reader) => {
    const found = await findPublicLink((await params).slug, systemClock.now());
    if (found === undefined) return linkNotFound(reader);
    const { locale } = reader;
    return {
      title: translator(locale)('link.poster.title', { shop: found.app.name }),
      color: brandOf(found.app).color,
      script: true,
      sheet: 'app/l/[slug]/poster/poster.css',
      body: <Poster found={found} operators={await operatorsOf(found)} locale={locale} />,
    };
  });
}

interface PosterProps {
  found: PublicLink;
  operators: readonly OperatorId[];
  locale: Locale;
}

/** It speaks both languages: who reads it is not known. */
function Poster({ found: { link, app }, operators, locale }: PosterProps) {
  const second = locale === 'fr' ? 'en' : 'fr';
  const t = translator(locale);
  const t2 = translator(second);
  const amount = linkAmount(link);
  const url = linkUrl(link);
  return (
    <>
      <nav className="poster-bar">
        <PrintButton label={t('link.poster.print')} />
        <ButtonLink href={`/l/${link.slug}`} tone="quiet">
          {t('link.poster.back')}
        </ButtonLink>
      </nav>
      <main className="poster">
        <Weave />
        {link.mode === 'test' && <p className="poster-test">{t('common.testBand')}</p>}
        <h1>{app.name}</h1>
        <p className="poster-what">{link.description}</p>
        <p className="poster-amount">
          {amount.kind === 'fixed' ? formatMoney(amount.money, locale) : t('link.poster.openAmount')}
        </p>
        <QrCode text={url} label={t('link.qr')} />
        <p className="poster-scan">
          {t('link.poster.scan')}
          <span lang={second} className="poster-second">
            {t2('link.poster.scan')}
          </span>
        </p>
        <p className="poster-how">
          {t('link.poster.how')}
          <span lang={second} className="poster-second">
            {t2('link.poster.how')}
          </span>
        </p>
        <p className="poster-address">
          {t('link.poster.or')}{' '}
          <b data-address>
            {url.slice(0, -link.slug.length).replace(/^https?:\/\//, '')}
            <wbr />
            {link.slug}
          </b>
        </p>
        {operators.length > 0 && (
          <ul className="poster-wallets" aria-label={t('link.poster.with')}>
            {operators.map((operator) => (
              <li key={operator}>
                <OperatorMark operator={operator} size={34} />
                {OPERATORS[operator].name.label}
              </li>
            ))}
          </ul>
        )}
        <p className="poster-how">{t('link.poster.secret')}</p>
      </main>
    </>
  );
}

/** What a payer can pay with, whether it works this minute or not: a sheet hangs for months. */
async function operatorsOf({ link, app }: PublicLink): Promise<OperatorId[]> {
  const country = linkCountry(app);
  const { merchantId, appId } = link;
  const scope = { merchantId, appId, mode: link.mode as Mode }; // held to the list by a CHECK
  const offers = await availableOperators(scope, country, exampleOf(link, country));
  return offers
    .filter(({ reason }) => reason === undefined || reason === 'down')
    .map(({ operator }) => operator);
}

/** The link's amount, or one that its payer may well choose. */
function exampleOf(link: PublicLink['link'], country: ReturnType<typeof linkCountry>): Money {
  const amount = linkAmount(link);
  if (amount.kind === 'fixed') return amount.money;
  return money(amount.min ?? amountRange(country, amount.currency)?.min.amount ?? 1n, amount.currency);
}

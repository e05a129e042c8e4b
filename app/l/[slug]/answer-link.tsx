/** The page of a payment link, as one answer of our own. */
import { LinkPage } from '#components/link/link-page.tsx';
import type { LinkAsked, LinkView } from '#components/link/view.ts';
import { PaperPage } from '#components/paper/paper-page.tsx';
import { systemClock } from '#lib/clock.ts';
import { translator } from '#lib/i18n/translator.ts';
import { findPublicLink } from '#lib/links/find-link.ts';
import { formatMoney } from '#lib/money.ts';
import { answerPaper, type Paper, type Reader } from '../../paper.tsx';
import { frameOf } from '../../pay/[id]/frame.ts';
import { loadLinkView } from './load.ts';
import { rememberedIn } from './memory.ts';

export type LinkParams = { params: Promise<{ slug: string }> };

/** Opening it creates nothing; its button posts to `pay`. */
export function answerLink(request: Request, { params }: LinkParams): Promise<Response> {
  return answerPaper(request, async (reader) => {
    const now = systemClock.now();
    const found = await findPublicLink((await params).slug, now);
    if (found === undefined) return linkNotFound(reader);
    const { searchParams } = new URL(request.url);
    const frame = frameOf(searchParams.get('frame'), found.app.declaredOrigins);
    const memory = rememberedIn(request, found.link.slug, { framed: frame !== undefined, now });
    const view = await loadLinkView(found, { memory, error: searchParams.get('error'), now });
    return linkPaper(view, { lang: reader.lang, frame }, { reader, now });
  });
}

/** The page for a view; its head is what a chat shows of a link that is shared in it. */
export function linkPaper(
  view: LinkView,
  asked: LinkAsked,
  { reader: { locale, lite }, now }: { reader: Reader; now: Date },
): Paper {
  const t = translator(locale);
  const { shop, amount } = view;
  const title =
    amount.kind === 'fixed'
      ? t('link.titleAmount', { shop, amt: formatMoney(amount.money, locale) })
      : t('link.title', { shop });
  return {
    title,
    head: <Preview view={view} title={title} locale={locale} />,
    color: view.brand.color,
    frame: asked.frame,
    // In a window the page must say that it is there.
    script: asked.frame !== undefined,
    body: <LinkPage view={view} locale={locale} asked={asked} now={now} lite={lite} />,
  };
}

/** No picture: a preview is read by servers of other firms. */
function Preview({ view, title, locale }: { view: LinkView; title: string } & Pick<Reader, 'locale'>) {
  const description = translator(locale)('link.preview', { description: view.description });
  return (
    <>
      <meta name="description" content={description} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={view.url} />
      <meta property="og:site_name" content={view.shop} />
      <meta property="og:type" content="website" />
      <meta property="og:locale" content={locale === 'fr' ? 'fr_FR' : 'en_GB'} />
      <meta name="twitter:card" content="summary" />
    </>
  );
}

/** Of the page and of its poster. */
export function linkNotFound({ locale }: Reader): Paper {
  const t = translator(locale);
  return {
    status: 404,
    title: t('link.notFound.title'),
    body: (
      <PaperPage locale={locale}>
        <h1>{t('link.notFound.heading')}</h1>
        <p className="paper-text">{t('link.notFound.what')}</p>
      </PaperPage>
    ),
  };
}

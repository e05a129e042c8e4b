import { CalmPage } from '#components/checkout/calm-page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { translator } from '#lib/i18n/translator.ts';
import { documentLocale } from './document-locale.ts';

export default async function NotFound() {
  const locale = await documentLocale();
  const t = translator(locale);
  const otherLanguage = { locale: locale === 'fr' ? 'en' : 'fr', name: t('common.otherLanguage') } as const;
  return (
    <CalmPage heading={t('notFound.heading')} otherLanguage={otherLanguage}>
      <title>{t('notFound.title')}</title>
      <p className="slip-text">{t('notFound.what')}</p>
      <ButtonLink tone="second" href="/">
        {t('notFound.home')}
      </ButtonLink>
    </CalmPage>
  );
}

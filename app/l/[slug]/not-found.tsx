import { CalmPage } from '#components/checkout/calm-page.tsx';
import { translator } from '#lib/i18n/translator.ts';
import { documentLocale } from '../../document-locale.ts';

export default async function LinkNotFound() {
  const locale = await documentLocale();
  const t = translator(locale);
  const otherLanguage = { locale: locale === 'fr' ? 'en' : 'fr', name: t('common.otherLanguage') } as const;
  return (
    <CalmPage heading={t('link.notFound.heading')} otherLanguage={otherLanguage}>
      <title>{t('link.notFound.title')}</title>
      <p className="slip-text">{t('link.notFound.what')}</p>
    </CalmPage>
  );
}

import { CalmPage } from '#components/checkout/calm-page.tsx';
import { translator } from '#lib/i18n/translator.ts';
import { documentLocale } from '../../document-locale.ts';

/** Another payment's address and one that never was are the same. */
export default async function PaymentNotFound() {
  const locale = await documentLocale();
  const t = translator(locale);
  const otherLanguage = { locale: locale === 'fr' ? 'en' : 'fr', name: t('common.otherLanguage') } as const;
  return (
    <CalmPage heading={t('notFound.payHeading')} otherLanguage={otherLanguage}>
      <title>{t('notFound.payTitle')}</title>
      <p className="slip-text">{t('notFound.payWhat')}</p>
    </CalmPage>
  );
}

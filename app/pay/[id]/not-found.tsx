import { CalmPage } from '#components/checkout/calm-page.tsx';
import { translator } from '#lib/i18n/translator.ts';
import { documentLocale } from '../../document-locale.ts';

/** Another payment's address and one that never was are the same. */
export default async function PaymentNotFound() {
  const t = translator(await documentLocale());
  return (
    <CalmPage heading={t('notFound.payHeading')}>
      <title>{t('notFound.payTitle')}</title>
      <p className="slip-text">{t('notFound.payWhat')}</p>
    </CalmPage>
  );
}

import { CalmPage } from '#components/checkout/calm-page.tsx';
import { translator } from '#lib/i18n/translator.ts';
import { documentLocale } from './document-locale.ts';

export default async function NotFound() {
  const t = translator(await documentLocale());
  return (
    <CalmPage heading={t('notFound.heading')}>
      <title>{t('notFound.title')}</title>
      <p className="slip-text">{t('notFound.what')}</p>
    </CalmPage>
  );
}

import { CodeForm } from '#components/receipt/code-form.tsx';
import { translator } from '#lib/i18n/translator.ts';
import { documentLocale } from '../../document-locale.ts';

/** A made-up code, a mistyped one and one that never was are the same. */
export default async function ReceiptNotFound() {
  const locale = await documentLocale();
  const t = translator(locale);
  return (
    <>
      <title>{t('receipt.notFound.title')}</title>
      <CodeForm
        locale={locale}
        tone="bad"
        heading={t('receipt.notFound.heading')}
        what={t('receipt.notFound.what')}
      />
    </>
  );
}

import { documentLocale } from '#app/document-locale.ts';
import { portalTexts } from '#components/portal/texts.ts';
import { ButtonLink } from '#components/ui/button.tsx';

/** Sees no address, so it leads back to the list in test mode. */
export default async function PaymentNotFound() {
  const locale = await documentLocale();
  const t = portalTexts(locale);
  return (
    <main className="portal-lost" lang={locale}>
      <title>{t.missingTitle}</title>
      <h1>{t.missing}</h1>
      <p>{t.missingWhat}</p>
      <ButtonLink size="small" href="/portal/payments">
        {t.back}
      </ButtonLink>
    </main>
  );
}

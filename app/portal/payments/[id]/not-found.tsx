import { headers } from 'next/headers';
import { portalTexts } from '#components/portal/texts.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { chooseLocale } from '#lib/i18n/locale.ts';
import { currentMember } from '../../member.ts';

/** Sees no address, so it leads back to the list in test mode. */
export default async function PaymentNotFound() {
  const accept = (await headers()).get('accept-language');
  const locale = chooseLocale({ payment: (await currentMember())?.member.locale, accept });
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

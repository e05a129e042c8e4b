'use client';

import { portalTexts } from '#components/portal/texts.ts';
import { Button } from '#components/ui/button.tsx';
import { isLocale } from '#lib/i18n/locale.ts';

/** Drawn in the browser alone, so the document's language is at hand. */
export default function PortalError({ reset }: { reset: () => void }) {
  const lang = typeof document === 'undefined' ? 'fr' : document.documentElement.lang;
  const t = portalTexts(isLocale(lang) ? lang : 'fr');
  return (
    <main className="portal-lost">
      <h1>{t.trouble}</h1>
      <p>{t.troubleWhat}</p>
      <Button type="button" size="small" onClick={reset}>
        {t.retry}
      </Button>
    </main>
  );
}

import { ButtonLink } from '#components/ui/button.tsx';
import type { Drawing } from './page-props.ts';

/**
 * The way on that needs no hand: a program written for a provider counts on its payer coming back. The browser does it,
 * with or without script; it is said, and who still reads can stay.
 */
export function GoesOn({ view: { leave }, words: { t, shop, locale } }: Drawing) {
  if (leave.byItselfAfterS === undefined) return null;
  return (
    <div className="goes-on">
      <meta httpEquiv="refresh" content={`${leave.byItselfAfterS};url=${leave.url}`} />
      <p className="slip-note" role="status">
        {t('checkout.goesOn', { shop, seconds: leave.byItselfAfterS })}
      </p>
      <ButtonLink href={`?stay=1&lang=${locale}`} tone="quiet">
        {t('checkout.stay')}
      </ButtonLink>
    </div>
  );
}

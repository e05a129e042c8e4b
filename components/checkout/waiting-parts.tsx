import { Button, ButtonLink } from '#components/ui/button.tsx';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { Drawing } from './page-props.ts';
import { PostForm } from './post-form.tsx';
import { sentence } from './words.ts';

/**
 * Says that the page updates by itself. Without script the browser reloads it, and a link does so at once; the link's
 * address is clean, so that an old error in the URL does not come back.
 */
export function Refresh({ view, words: { t }, asked }: Drawing) {
  const url = `/pay/${view.id}${asked === undefined ? '' : `?lang=${asked}`}`;
  return (
    <div className="refresh">
      <p>{t('checkout.updates')}</p>
      <noscript>
        {view.askAgainMs !== undefined && (
          <meta httpEquiv="refresh" content={`${reloadSeconds(view.askAgainMs)};url=${url}`} />
        )}
        <ButtonLink href={url} tone="second">
          {t('common.refresh')}
        </ButtonLink>
      </noscript>
    </div>
  );
}

/** A whole page weighs more than a status, so it is fetched less often. */
function reloadSeconds(askAgainMs: number): number {
  return Math.max(5, Math.round(askAgainMs / 1000));
}

/** The payer's own word that nothing was confirmed; shown only while the rules would accept it. */
export function Release({ operator, ...drawing }: Drawing & { operator: OperatorId }) {
  const { t, shop, of } = drawing.words;
  return (
    <PostForm drawing={drawing} to="release" className="slip-action">
      <Button tone="second">{t('checkout.release')}</Button>
      <p className="field-hint">{sentence(t('checkout.releaseHint', { ...of(operator), shop }))}</p>
    </PostForm>
  );
}

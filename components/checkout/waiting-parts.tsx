import { Button, ButtonLink } from '#components/ui/button.tsx';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { type Drawing, pageAddress, staysIn } from './page-props.ts';
import { PostForm } from './post-form.tsx';
import { sentence } from './words.ts';

/**
 * Says that the page updates by itself. Without script the browser reloads it, and a link does so at once. The light
 * page asks for its reload in its head.
 */
export function Refresh(drawing: Drawing) {
  const { view, words, asked, weight } = drawing;
  const { t } = words;
  const link = (
    <ButtonLink href={pageAddress(view.id, asked)} tone="second" {...staysIn(asked)}>
      {t('common.refresh')}
    </ButtonLink>
  );
  const again = reloadOf(drawing);
  return (
    <div className="refresh">
      <p>{t('checkout.updates')}</p>
      {weight === 'lite' ? (
        link
      ) : (
        <noscript>
          {again !== undefined && (
            <meta httpEquiv="refresh" content={`${again.seconds};url=${again.address}`} />
          )}
          {link}
        </noscript>
      )}
    </div>
  );
}

/**
 * When a browser without script loads the page again: where something is awaited and nothing can be typed. A whole page
 * weighs more than a status, so it is fetched less often; its address is clean, so that an old error does not come back.
 */
export function reloadOf({ view, asked }: Pick<Drawing, 'view' | 'asked'>) {
  if (view.askAgainMs === undefined || view.state.kind === 'choose' || view.state.kind === 'otp')
    return undefined;
  return {
    seconds: Math.max(5, Math.round(view.askAgainMs / 1000)),
    address: pageAddress(view.id, asked),
  };
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

import { Button } from '#components/ui/button.tsx';
import { Heading } from './heading.tsx';
import { type Drawing, pageAddress, staysIn } from './page-props.ts';
import { StillOpen } from './parts.tsx';
import { PostForm } from './post-form.tsx';

/**
 * The way to give up. Canceling cannot be undone, so the first press only says what it means: on this page, with or without
 * script, or on the light page's next one (its browsers may not know `details`).
 */
export function Cancel(drawing: Drawing) {
  const { t } = drawing.words;
  if (drawing.weight === 'lite') {
    return (
      <PostForm drawing={drawing} to="cancel" className="slip-leave">
        <Button tone="quiet">{t('checkout.cancel.button')}</Button>
      </PostForm>
    );
  }
  return (
    <details className="cancel slip-leave">
      <summary className="btn btn-quiet">
        <span className="when-closed">{t('checkout.cancel.button')}</span>
        <span className="when-open">{t('checkout.cancel.no')}</span>
      </summary>
      <Sure {...drawing} />
    </details>
  );
}

/** The step between, in the place of the choice. */
export function CancelStep(drawing: Drawing) {
  const { view, words, asked } = drawing;
  return (
    <>
      <Heading>{words.t('checkout.cancel.heading')}</Heading>
      <StillOpen {...drawing} />
      <Sure {...drawing} />
      <a className="btn btn-quiet" href={pageAddress(view.id, asked)} {...staysIn(asked)}>
        {words.t('checkout.cancel.no')}
      </a>
    </>
  );
}

function Sure(drawing: Drawing) {
  const { view, words } = drawing;
  const { t, shop } = words;
  return (
    <PostForm drawing={drawing} to="cancel" className="slip-action">
      <p className="slip-text">
        {t(view.fromLink ? 'checkout.cancel.whatLink' : 'checkout.cancel.what', { shop })}
      </p>
      <input type="hidden" name="sure" value="1" />
      <Button tone="second">{t('checkout.cancel.yes')}</Button>
    </PostForm>
  );
}

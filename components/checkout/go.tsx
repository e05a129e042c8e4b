import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Heading } from './heading.tsx';
import { OperatorMark } from './operator-mark.tsx';
import type { PartProps } from './page-props.ts';
import { PostForm } from './post-form.tsx';
import type { CheckoutState } from './view.ts';
import { Refresh } from './waiting-parts.tsx';

type GoState = Extract<CheckoutState, { kind: 'go' }>;

/** The provider's own page comes next; only the button's POST leads there. */
export function Go(props: PartProps<GoState>) {
  const { state, words } = props;
  const { t } = words;
  const op = words.of(state.operator);
  return (
    <>
      <div className="told">
        <OperatorMark operator={state.operator} size={56} />
        <Heading>{t('checkout.go.heading', op)}</Heading>
      </div>
      {state.left ? (
        <Notice tone="wait">{t('checkout.go.paid', op)}</Notice>
      ) : (
        <p className="slip-text">{t('checkout.go.what', op)}</p>
      )}
      <PostForm drawing={props} to="go" className="slip-action">
        <Button>{t('checkout.go.button', op)}</Button>
      </PostForm>
      {state.canRelease && (
        <PostForm drawing={props} to="release" className="slip-action">
          <Button tone="quiet">{t(state.left ? 'checkout.go.came' : 'checkout.go.other', op)}</Button>
        </PostForm>
      )}
      {state.left && <Refresh {...props} />}
    </>
  );
}

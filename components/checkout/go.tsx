import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { QrCode } from '#components/ui/qr-code.tsx';
import { Heading } from './heading.tsx';
import { OperatorMark } from './operator-mark.tsx';
import type { PartProps } from './page-props.ts';
import { PostForm } from './post-form.tsx';
import type { CheckoutState } from './view.ts';
import { Refresh } from './waiting-parts.tsx';
import { sentence } from './words.ts';

type GoState = Extract<CheckoutState, { kind: 'go' }>;

/** The provider's own page comes next; only the button's POST leads there. */
export function Go(props: PartProps<GoState>) {
  const { state } = props;
  if (state.scan !== undefined) return <Scan {...props} link={state.scan} />;
  if (state.left && !state.opened) return <NotOpened {...props} />;
  return <Leave {...props} />;
}

function Leave(props: PartProps<GoState>) {
  const { state, words } = props;
  const { t } = words;
  const op = words.of(state.operator);
  return (
    <>
      <Told {...props} heading={t('checkout.go.heading', op)} />
      {state.left ? (
        <Notice tone="wait">{t('checkout.go.paid', op)}</Notice>
      ) : (
        <p className="slip-text">{t('checkout.go.what', op)}</p>
      )}
      <PostForm drawing={props} to="go" className="slip-action">
        <Button>{t('checkout.go.button', op)}</Button>
      </PostForm>
      <OtherWay {...props} text={t(state.left ? 'checkout.go.came' : 'checkout.go.other', op)} />
      {state.left && <Refresh {...props} />}
    </>
  );
}

/** On a desktop: the app is on the phone, so the phone reads the link off the screen. This page then shows the result. */
function Scan({ link, ...props }: PartProps<GoState> & { link: string }) {
  const { t, of } = props.words;
  const op = of(props.state.operator);
  return (
    <>
      <Told {...props} heading={t('checkout.go.scan', op)} />
      <p className="slip-text">{t('checkout.go.scanWhat', op)}</p>
      <QrCode text={link} label={t('checkout.go.scanLabel', op)} />
      <Notice tone="wait">{t('checkout.go.paid', op)}</Notice>
      <PostForm drawing={props} to="go" className="slip-action">
        <input type="hidden" name="here" value="1" />
        <Button tone="second">{t('checkout.go.here', op)}</Button>
      </PostForm>
      <OtherWay {...props} text={t('checkout.go.notScanned', op)} />
      <Refresh {...props} />
    </>
  );
}

/** Nobody has seen a page, so nobody has paid on one; the attempt is asked about all the same. */
function NotOpened(props: PartProps<GoState>) {
  const { t, of } = props.words;
  const op = of(props.state.operator);
  return (
    <>
      <Notice tone="wait" title={<Heading>{sentence(t('checkout.go.notOpened', op))}</Heading>}>
        {sentence(t('checkout.go.notOpenedWhat', op))}
      </Notice>
      <OtherWay {...props} text={t('checkout.go.other', op)} />
      <Refresh {...props} />
    </>
  );
}

function Told({ state, heading }: PartProps<GoState> & { heading: string }) {
  return (
    <div className="told">
      <OperatorMark operator={state.operator} size={56} />
      <Heading>{heading}</Heading>
    </div>
  );
}

function OtherWay({ text, ...props }: PartProps<GoState> & { text: string }) {
  if (!props.state.canRelease) return null;
  return (
    <PostForm drawing={props} to="release" className="slip-action">
      <Button tone="quiet">{text}</Button>
    </PostForm>
  );
}

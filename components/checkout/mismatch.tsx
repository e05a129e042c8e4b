import { Button } from '#components/ui/button.tsx';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { Heading } from './heading.tsx';
import { OperatorMark } from './operator-mark.tsx';
import { type Drawing, pageAddress } from './page-props.ts';
import { PostForm } from './post-form.tsx';
import { operatorName } from './words.ts';

export interface MismatchProps extends Drawing {
  chosen: OperatorId;
  likely: OperatorId;
  /** As typed. */
  phone: string;
}

/** Asked once before anything is sent: numbers are portable, so the payer knows better than their digits. */
export function Mismatch({ chosen, likely, phone, ...drawing }: MismatchProps) {
  const { t, locale } = drawing.words;
  const names = { chosen: operatorName(chosen, locale), likely: operatorName(likely, locale) };
  return (
    <>
      <div className="told">
        <OperatorMark operator={likely} />
        <Heading>{t('checkout.mismatch.heading', { likely: names.likely })}</Heading>
      </div>
      <p className="slip-text">
        {t('checkout.mismatch.what', { ...names, phone: phone.trim().replaceAll(' ', '\u00a0') })}
      </p>
      <Answer drawing={drawing} operator={likely} phone={phone} tone="main">
        {t('checkout.mismatch.change', { likely: names.likely })}
      </Answer>
      <Answer drawing={drawing} operator={chosen} phone={phone} tone="second">
        {t('checkout.mismatch.keep', { chosen: names.chosen })}
      </Answer>
      <a className="btn btn-quiet" href={pageAddress(drawing.view.id, drawing.asked)}>
        {t('checkout.mismatch.edit')}
      </a>
    </>
  );
}

interface AnswerProps {
  drawing: Drawing;
  operator: OperatorId;
  phone: string;
  tone: 'main' | 'second';
  children: string;
}

function Answer({ drawing, operator, phone, tone, children }: AnswerProps) {
  return (
    <PostForm drawing={drawing} to="charge" className="slip-action">
      <input type="hidden" name="operator" value={operator} />
      <input type="hidden" name="phone" value={phone} />
      <input type="hidden" name="sure" value="1" />
      {drawing.echo?.remember && <input type="hidden" name="remember" value="1" />}
      <Button tone={tone}>{children}</Button>
    </PostForm>
  );
}

import { untilText } from '#components/time.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { DIAL_CODE } from '#lib/countries.ts';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import { CancelStep } from './cancel.tsx';
import { formErrorText, isPhoneError } from './error-text.ts';
import { Heading } from './heading.tsx';
import { Mismatch } from './mismatch.tsx';
import { OperatorMark } from './operator-mark.tsx';
import type { Drawing, PartProps } from './page-props.ts';
import { StillOpen } from './parts.tsx';
import { PostForm } from './post-form.tsx';
import { PreviousNotice } from './previous.tsx';
import type { CheckoutState, OperatorOption } from './view.ts';

type ChooseState = Extract<CheckoutState, { kind: 'choose' }>;

/** Which account pays: operator and number. */
export function Choose(props: PartProps<ChooseState>) {
  const { state, words, view, echo } = props;
  const { t, shop } = words;
  if (!state.operators.some((option) => option.unavailable === undefined)) {
    // Coming back later helps only where something may come back.
    const never =
      state.operators.length > 0 && state.operators.every(({ unavailable }) => unavailable !== 'down');
    return (
      <>
        <Heading>{t(never ? 'checkout.choose.amountNone' : 'checkout.choose.none')}</Heading>
        <p className="slip-text">
          {t(never ? 'checkout.choose.amountNoneWhat' : 'checkout.choose.noneWhat', { shop })}
        </p>
        <StillOpen {...props} />
        <div className="ops">
          {state.operators.map((option) => (
            <Option key={option.operator} option={option} words={words} checked={false} />
          ))}
        </div>
      </>
    );
  }
  if (echo?.error === 'cancel_unsure') return <CancelStep {...props} />;
  if (echo?.error === 'operator_mismatch' && echo.operator && echo.likely && echo.phone) {
    return <Mismatch {...props} chosen={echo.operator} likely={echo.likely} phone={echo.phone} />;
  }
  // Where an operator is chosen by now, an address that still asks for one is old.
  const old = echo?.error === 'operator_missing' && state.selected !== undefined;
  const error = echo?.error === undefined || old ? undefined : formErrorText(echo, { view, words });
  const phoneError = error !== undefined && isPhoneError(echo?.error) ? error : undefined;
  const fewTries = state.previous !== undefined && state.triesLeft <= 2;
  return (
    <>
      {state.previous !== undefined && <PreviousNotice {...props} previous={state.previous} />}
      {state.previous?.kind !== 'released' && <StillOpen {...props} />}
      {error !== undefined && phoneError === undefined && echo?.error !== 'operator_missing' && (
        <Notice tone="bad" role="alert" title={error} />
      )}
      <PostForm drawing={props} to="charge" className="pay-form">
        <Options {...props} error={echo?.error === 'operator_missing' ? error : undefined} />
        <PhoneField {...props} error={phoneError} />
        <Button>{t('checkout.choose.pay', { amt: words.amt })}</Button>
        <p className="pay-form-end">
          {fewTries && <>{t('checkout.choose.triesLeft', { count: state.triesLeft })} </>}
          <Deadline {...props} />
        </p>
      </PostForm>
    </>
  );
}

function Options({ state, words, echo, error }: PartProps<ChooseState> & { error?: string | undefined }) {
  const { t } = words;
  const again = state.previous !== undefined;
  return (
    <fieldset
      className="ops"
      aria-describedby={error === undefined ? undefined : 'operator-error'}
      data-by-hand={echo?.operator === undefined ? undefined : ''}
    >
      <legend>
        <Heading>{t(again ? 'checkout.choose.again' : 'checkout.choose.heading')}</Heading>
      </legend>
      {error !== undefined && (
        <p className="field-error" id="operator-error" role="alert">
          <span>{error}</span>
        </p>
      )}
      {state.operators.map((option) => (
        <Option
          key={option.operator}
          option={option}
          words={words}
          checked={option.operator === state.selected}
        />
      ))}
    </fieldset>
  );
}

interface OptionProps {
  option: OperatorOption;
  words: Drawing['words'];
  checked: boolean;
}

function Option({ option, words, checked }: OptionProps) {
  const { operator, unavailable } = option;
  const { name } = OPERATORS[operator];
  const note = unavailable === undefined ? undefined : unavailableText(option, words);
  const sub = note ?? (OPERATORS[operator].wallet === 'card' ? words.t('checkout.card.sub') : name.sub);
  return (
    <label className="op" data-off={unavailable === undefined ? undefined : ''}>
      <input
        type="radio"
        name="operator"
        value={operator}
        defaultChecked={checked}
        disabled={unavailable !== undefined}
        data-phone={option.asksPhone ? 'yes' : 'no'}
        data-prefix={OPERATORS[operator].prefixes.join(' ') || undefined}
      />
      <span className="op-face">
        <OperatorMark operator={operator} />
        <span className="op-name">
          <b>{name.label}</b>
          {sub !== undefined && <span>{sub}</span>}
        </span>
        <i className="op-dot" aria-hidden="true" />
      </span>
    </label>
  );
}

function unavailableText({ unavailable, limits }: OperatorOption, words: Drawing['words']): string {
  const { t, amount } = words;
  switch (unavailable) {
    case 'amount_above':
      return limits ? t('checkout.choose.unavailable.amount_above', { max: amount(limits.max) }) : '';
    case 'amount_below':
      return limits ? t('checkout.choose.unavailable.amount_below', { min: amount(limits.min) }) : '';
    case 'decimals':
      return t('checkout.choose.unavailable.decimals');
    default:
      return t('checkout.choose.unavailable.down');
  }
}

function PhoneField({
  state,
  view,
  words,
  weight,
  asked,
  error,
}: PartProps<ChooseState> & { error: string | undefined }) {
  const { t } = words;
  const usable = state.operators.filter((option) => option.unavailable === undefined);
  const elsewhere = usable
    .filter((option) => !option.asksPhone)
    .map(({ operator }) => OPERATORS[operator].name.label);
  return (
    <>
      {usable.some((option) => option.asksPhone) && (
        <div className="phone-block">
          <Field
            id="phone"
            name="phone"
            type="tel"
            inputMode="tel"
            autoComplete="tel-national"
            enterKeyHint="go"
            maxLength={60}
            className="input-digits"
            label={t('checkout.choose.phoneLabel')}
            hint={phoneHint({ state, words })}
            readOnly={state.phoneLocked}
            data-dial={DIAL_CODE[view.country]}
            prefix={<bdi>+{DIAL_CODE[view.country]}</bdi>}
            defaultValue={state.phone}
            {...(error === undefined ? {} : { error, autoFocus: true })}
          />
          {!state.phoneLocked && <Likely state={state} words={words} weight={weight} />}
          {/* In a shop's window browsers keep nothing of ours. */}
          {!state.phoneLocked && asked.frame === undefined && (
            <label className="keep">
              <input type="checkbox" name="remember" value="1" defaultChecked={state.remembered} />
              <span>{t('checkout.choose.remember')}</span>
              {state.remembered && <input type="hidden" name="kept" value="1" />}
            </label>
          )}
        </div>
      )}
      {elsewhere.length > 0 && (
        <p className="elsewhere">{t('checkout.choose.noPhone', { ops: elsewhere.join(', ') })}</p>
      )}
    </>
  );
}

/** That the number chose the account; the script says the same while a number is typed. */
function Likely({ state, words: { t }, weight }: Pick<PartProps<ChooseState>, 'state' | 'words' | 'weight'>) {
  const named = state.predicted ? state.selected : undefined;
  if (named === undefined && weight === 'lite') return null;
  const text = (op: string) => t('checkout.choose.predicted', { op });
  return (
    <p
      className="likely"
      id="likely"
      hidden={named === undefined}
      data-text={weight === 'lite' ? undefined : text('{op}')}
    >
      {named !== undefined && text(OPERATORS[named].name.label)}
    </p>
  );
}

/** A request is announced only where every account that takes a number gets one. */
function phoneHint({ state, words: { t, shop } }: Pick<PartProps<ChooseState>, 'state' | 'words'>): string {
  if (state.phoneLocked) return t('checkout.choose.phoneLocked', { shop });
  const asking = state.operators.filter((option) => option.unavailable === undefined && option.asksPhone);
  return t(
    asking.every((option) => option.prompts) ? 'checkout.choose.phoneHint' : 'checkout.choose.phoneHintPage',
  );
}

const SHOWN_BEFORE_MS = 24 * 60 * 60 * 1000;

/** The deadline, once it is near enough to matter. */
function Deadline({ state, words, now }: PartProps<ChooseState>) {
  const at = new Date(state.expiresAt);
  if (at.getTime() - now.getTime() > SHOWN_BEFORE_MS) return null;
  const when = untilText({ at, locale: words.locale, timeZone: words.timeZone, today: now });
  return words.t('checkout.choose.open', { when });
}

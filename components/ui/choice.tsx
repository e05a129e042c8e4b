import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';

interface Labelled {
  /** Also the base of the ids of hint and error. */
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
}

export interface SelectProps extends Labelled, Omit<ComponentProps<'select'>, 'id'> {
  options: readonly { value: string; label: string }[];
}

/** A labelled choice of one, in the browser's own control: it is the best one on every phone. */
export function Select({ id, label, hint, error, options, className, ...select }: SelectProps) {
  return (
    <Around id={id} label={label} hint={hint} error={error}>
      <select
        {...select}
        {...tied({ id, hint, error })}
        className={classes('input', 'input-small', className)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

export interface TextAreaProps extends Labelled, Omit<ComponentProps<'textarea'>, 'id'> {}

/** A labelled text of several lines. */
export function TextArea({ id, label, hint, error, className, ...area }: TextAreaProps) {
  return (
    <Around id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={4}
        {...area}
        {...tied({ id, hint, error })}
        className={classes('input', 'input-area', className)}
      />
    </Around>
  );
}

export interface CheckBoxProps extends Labelled, Omit<ComponentProps<'input'>, 'id' | 'type'> {}

/** A tick with its sentence; the whole line is the target. */
export function CheckBox({ id, label, hint, error, ...input }: CheckBoxProps) {
  return (
    <div>
      <label className="check" htmlFor={id}>
        <input {...input} {...tied({ id, hint, error })} type="checkbox" />
        <span>{label}</span>
      </label>
      <Said id={id} hint={hint} error={error} />
    </div>
  );
}

function Around({ id, label, hint, error, children }: Labelled & { children: ReactNode }) {
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children}
      <Said id={id} hint={hint} error={error} />
    </div>
  );
}

function Said({ id, hint, error }: Pick<Labelled, 'id' | 'hint' | 'error'>) {
  return (
    <>
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          <span>{error}</span>
        </p>
      )}
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}

/** What ties a control to its hint and error. */
function tied({ id, hint, error }: Pick<Labelled, 'id' | 'hint' | 'error'>) {
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`].filter(
    Boolean,
  );
  return {
    id,
    'aria-invalid': error !== undefined || undefined,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
  };
}

import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';

export interface FieldProps extends Omit<ComponentProps<'input'>, 'prefix' | 'size'> {
  /** Also the base of the ids of hint and error. */
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Shown in the place of the hint's first reading, tied to the input and announced with it. */
  error?: ReactNode;
  /** Fixed text in front of the input, such as a dial code. */
  prefix?: ReactNode;
  size?: 'full' | 'small';
}

/** A labelled input whose hint and error are tied to it. */
export function Field({ id, label, hint, error, prefix, size = 'full', className, ...input }: FieldProps) {
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`].filter(
    Boolean,
  );
  const control = (
    <input
      {...input}
      id={id}
      className={classes('input', size === 'small' && 'input-small', className)}
      aria-invalid={error !== undefined || undefined}
      aria-describedby={described.length > 0 ? described.join(' ') : undefined}
    />
  );
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {prefix === undefined ? (
        control
      ) : (
        <div className="input-group">
          <span className="input-prefix">{prefix}</span>
          {control}
        </div>
      )}
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
    </div>
  );
}

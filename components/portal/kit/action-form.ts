'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { startTransition, useActionState, useEffect, useRef } from 'react';
import { type FieldValues, type Resolver, useForm } from 'react-hook-form';
import type { z } from 'zod';

/** What a server action answers a form that stays on its page; a form that worked mostly redirects instead. */
export interface ActionResult {
  /** Field name → key of the sentence (or the sentence itself). */
  errors?: Readonly<Record<string, string>>;
  /** What is wrong with the whole: a key or a sentence. */
  problem?: string;
  /** What was typed, for a page without script. Never a password or a code. */
  values?: Readonly<Record<string, string>>;
  /** Shown once after success, such as a new secret. */
  shown?: Readonly<Record<string, string>>;
}

export type FormAction = (before: ActionResult, form: FormData) => Promise<ActionResult>;

/**
 * A form that is checked by the same schema here and on the server, and works without script as well.
 *
 * @param schema its messages are keys of `words`
 * @param words the sentences; an unknown key reads as `words.fieldWrong`
 * @param values what stands in the fields at first
 * @param ticked which boxes of a group are ticked at first: react-hook-form would take the first one's state for all
 */
export function useActionForm<Fields extends z.ZodType<FieldValues, FieldValues>>(options: {
  schema: Fields;
  action: FormAction;
  words: Readonly<Record<string, string>> & { fieldWrong: string };
  values?: Readonly<Record<string, string | undefined>>;
  ticked?: Readonly<Record<string, readonly string[]>>;
}) {
  const { schema, action, words, values = {}, ticked = {} } = options;
  const [result, dispatch, pending] = useActionState(action, {});
  const element = useRef<HTMLFormElement>(null);
  // Our own sentences in the place of the browser's, once there is a script to show them.
  useEffect(() => {
    if (element.current) element.current.noValidate = true;
  }, []);
  // What the server found wrong is read where it stands.
  useEffect(() => {
    if (result.errors || result.problem) {
      element.current?.querySelector<HTMLElement>('[aria-invalid], [role=alert]')?.focus();
    }
  }, [result]);
  const resolver = zodResolver(schema) as unknown as Resolver<FieldValues>; // the schema's fields are only known by name here
  const { register, handleSubmit, formState } = useForm<FieldValues>({ resolver, defaultValues: ticked });
  const say = (key: string | undefined): string | undefined =>
    key === undefined ? undefined : (words[key] ?? words.fieldWrong);
  const send = handleSubmit(() => {
    const form = element.current;
    if (form) startTransition(() => dispatch(new FormData(form)));
  });
  return {
    /** Spread on the `<form>`. */
    form: { ref: element, action: dispatch, onSubmit: send },
    /** Spread on a Field, Select, TextArea or CheckBox, beside its label. */
    field(name: string) {
      const local = formState.errors[name]?.message;
      const error = say(typeof local === 'string' ? local : result.errors?.[name]);
      return {
        id: name,
        defaultValue: result.values?.[name] ?? values[name],
        ...(error === undefined ? {} : { error }),
        ...register(name),
      };
    },
    pending,
    problem: result.problem === undefined ? undefined : (words[result.problem] ?? result.problem),
    shown: result.shown,
  };
}

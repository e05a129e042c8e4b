import type { z } from 'zod';
import type { ActionResult } from '#components/portal/kit/action-form.ts';

/** Names whose values never go back to a page. */
const SECRET = /password|code|secret|token|key/i;

/**
 * Reads a form by its schema, the same one the page's script used. A name that stands there several times becomes a
 * list; everything else is text, so schemas coerce.
 *
 * @returns the fields and what was typed, or what the action answers: each field's first problem, and what was typed
 */
export function readFields<Fields extends z.ZodType>(
  schema: Fields,
  form: FormData,
):
  | { ok: true; fields: z.output<Fields>; typed: Record<string, string> }
  | { ok: false; result: ActionResult } {
  const typed: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith('$')) continue; // React's own
    const all = form.getAll(name);
    typed[name] = all.length > 1 ? all : all[0];
  }
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { ok: true, fields: parsed.data, typed: textsOf(typed) };
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) {
    errors[String(path[0] ?? '')] ??= message;
  }
  return { ok: false, result: { errors, values: textsOf(typed) } };
}

/** What was typed, as texts, to be shown again. */
function textsOf(typed: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(typed).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !SECRET.test(entry[0]),
  );
  return Object.fromEntries(texts);
}

/** What the targets of the sandbox's forms have in common. */
import { isOwnForm } from '#app/pay/[id]/form.ts';
import { isLocale } from '#lib/i18n/locale.ts';

/** A form of one of our own pages. */
export interface OwnForm {
  /** A field as text, trimmed; empty when it is missing, is a file or is longer than `lengthMax` characters. */
  field(name: string, lengthMax: number): string;
  /** `fr`, `en` or empty. */
  lang: string;
}

/** Reads a form; undefined when another site sent it. */
export async function readOwnForm(request: Request): Promise<OwnForm | undefined> {
  if (!isOwnForm(request)) return undefined;
  const fields = await request.formData().catch(() => new FormData());
  const field = (name: string, lengthMax: number) => {
    const value = fields.get(name);
    return typeof value === 'string' && value.length <= lengthMax ? value.trim() : '';
  };
  const lang = field('lang', 2);
  return { field, lang: isLocale(lang) ? lang : '' };
}

/** 303: the browser fetches the page anew, and a reload sends no form again. */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } });
}

export function forbidden(): Response {
  return new Response('This form was sent from another site.\n', { status: 403 });
}

export function gone(): Response {
  return new Response('Not found\n', { status: 404 });
}

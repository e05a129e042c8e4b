/**
 * How the payer's number is written in what we send. Each folder writes it as its documents say; a deployment of a
 * provider may want another form, which is a setting of the connection (`phoneForm`).
 */
import { z } from 'zod';
import { parseE164 } from '#lib/phone.ts';
import type { ClientContext } from './provider.ts';

/** `documented` leaves the folder's own form; the others are 90000123, 22890000123 and +22890000123. */
export const PHONE_FORMS = ['documented', 'national', 'international', 'plus'] as const;
type PhoneForm = (typeof PHONE_FORMS)[number];

const FORM = z.looseObject({ phoneForm: z.enum(PHONE_FORMS).default('documented') });

/**
 * The message with the number in the connection's form. The member that holds it is known by its value.
 *
 * @param body what a wire schema encoded
 * @param e164 the number that the message is about; undefined where it carries none
 */
export function withPhoneForm<Body extends object>(
  { settings }: Pick<ClientContext, 'settings'>,
  body: Body,
  e164: string | undefined,
): Body {
  const phone = e164 === undefined ? undefined : parseE164(e164);
  const { phoneForm } = FORM.parse(settings ?? {});
  if (phone === undefined || phoneForm === 'documented') return body;
  const forms = formsOf(phone);
  const known = Object.values(forms);
  const members = Object.entries(body).map(([name, value]) => [
    name,
    known.includes(String(value)) ? forms[phoneForm] : value,
  ]);
  return Object.fromEntries(members);
}

/** As {@link withPhoneForm}, of a query string without `?`. */
export function withPhoneFormInQuery(
  context: Pick<ClientContext, 'settings'>,
  query: string,
  e164: string | undefined,
): string {
  const parameters = Object.fromEntries(new URLSearchParams(query));
  const written = withPhoneForm(context, parameters, e164);
  return written === parameters ? query : new URLSearchParams(written).toString();
}

function formsOf({ e164, national }: { e164: string; national: string }) {
  const forms = { national, international: e164.slice(1), plus: e164 };
  return forms satisfies Record<Exclude<PhoneForm, 'documented'>, string>;
}

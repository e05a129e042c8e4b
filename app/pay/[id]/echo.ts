import { cookies } from 'next/headers';
import { z } from 'zod';
import { FORM_ERRORS, type FormEcho, isFormError } from '#components/checkout/view.ts';
import { systemClock } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { isOperatorId } from '#lib/operators/catalogue.ts';
import { open, seal } from '#lib/secrets.ts';

/**
 * What a payer typed, given back to the form after a redirect. A cookie and not the address: a number in an address
 * ends in histories and logs. It is sealed, readable by no script, sent to this payment's page only, and short-lived.
 */
const KEEP_SECONDS = 30 * 60;

const OPERATOR = z.custom<FormEcho['operator'] & string>(isOperatorId);
const ECHO = z.object({
  operator: OPERATOR.optional(),
  phone: z.string().max(60).optional(),
  error: z.enum(FORM_ERRORS).optional(),
  missing: z.number().int().min(1).max(20).optional(),
  extra: z.number().int().min(1).max(60).optional(),
  suggestion: z.string().max(30).optional(),
  country: z.string().max(3).optional(),
  likely: OPERATOR.optional(),
  remember: z.literal(true).optional(),
  /** Unix milliseconds: an address, unlike a cookie, does not end by itself. */
  until: z.number(),
});

/** The form's last content, and its problem while the address still names it (the language link does not). */
export async function readEcho(
  id: string,
  { error, typed, now }: { error: unknown; typed: string | null; now: Date },
): Promise<FormEcho | undefined> {
  const named = isFormError(error) ? error : undefined;
  const kept = openEcho(id, typed ?? (await cookies()).get(cookieName(id))?.value, now);
  if (kept === undefined) return named === undefined ? undefined : { error: named };
  if (kept.error === named) return kept;
  const { operator, phone, remember } = kept;
  return {
    ...(operator && { operator }),
    ...(phone && { phone }),
    ...(remember && { remember }),
    ...(named && { error: named }),
  };
}

/** The Set-Cookie line that keeps what was typed. */
export function echoCookie(id: string, echo: FormEcho): string {
  const value = sealEcho(id, echo);
  const secure = env().publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${cookieName(id)}=${value}; Path=/pay/${id}; Max-Age=${KEEP_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

/** Readable by nobody else, for as long as the cookie: in the address of a page in another site's window. */
export function sealEcho(id: string, echo: FormEcho): string {
  const until = systemClock.now().getTime() + KEEP_SECONDS * 1000;
  return Buffer.from(seal(JSON.stringify({ ...echo, until }), sealPurpose(id))).toString('base64url');
}

function openEcho(id: string, value: string | undefined, now: Date): FormEcho | undefined {
  if (value === undefined || value.length > 2_000) return undefined;
  try {
    const parsed = ECHO.safeParse(JSON.parse(open(Buffer.from(value, 'base64url'), sealPurpose(id))));
    if (!parsed.success || parsed.data.until < now.getTime()) return undefined;
    const { until: _, ...echo } = parsed.data;
    return withoutUndefined(echo);
  } catch {
    // Sealed under a former secret, or not by us: the form simply starts empty.
    return undefined;
  }
}

function withoutUndefined(echo: Omit<z.infer<typeof ECHO>, 'until'>): FormEcho {
  return JSON.parse(JSON.stringify(echo));
}

function cookieName(id: string): string {
  return `form_${id.slice(-8)}`;
}

function sealPurpose(id: string): string {
  return `checkout-form:${id}`;
}

/**
 * What this browser began on a link's page, and what was typed there: in a sealed cookie, readable by no script, sent to
 * this page only. A name or an amount in an address would end in histories and logs.
 */
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { open, seal } from '#lib/secrets.ts';

const KEEP_SECONDS = 24 * 3_600;

const MEMORY = z.object({
  payment: z.string().max(40).optional(),
  amount: z.string().max(60).optional(),
  name: z.string().max(100).optional(),
});
export type LinkMemory = z.infer<typeof MEMORY>;

export function memoryCookieName(slug: string): string {
  return `link_${slug}`;
}

/** The Set-Cookie line. */
export function memoryCookie(slug: string, memory: LinkMemory): string {
  const value = Buffer.from(seal(JSON.stringify(memory), purpose(slug))).toString('base64url');
  const secure = env().publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${memoryCookieName(slug)}=${value}; Path=/l/${slug}; Max-Age=${KEEP_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

/** Empty for what is missing, sealed under a former secret, or not by us. */
export function readMemory(slug: string, value: string | undefined): LinkMemory {
  if (value === undefined || value.length > 2_000) return {};
  try {
    const parsed = MEMORY.safeParse(JSON.parse(open(Buffer.from(value, 'base64url'), purpose(slug))));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

function purpose(slug: string): string {
  return `link-page:${slug}`;
}

/**
 * What this browser began on a link's page, and what was typed there: in a sealed cookie, readable by no script, sent to
 * this page only. A name or an amount in an address would end in histories and logs. Browsers keep no cookie of ours in
 * another site's window: there, and only there, it stands in the address, sealed and for a short time.
 */
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { open, seal } from '#lib/secrets.ts';

const KEEP_SECONDS = 24 * 3_600;
/** Of a sealed address, which unlike a cookie does not end by itself. */
const KEEP_ADDRESS_SECONDS = 1_800;

const MEMORY = z.object({
  payment: z.string().max(40).optional(),
  amount: z.string().max(60).optional(),
  name: z.string().max(100).optional(),
  /** Unix milliseconds. */
  until: z.number().optional(),
});
export type LinkMemory = Omit<z.infer<typeof MEMORY>, 'until'>;

function memoryCookieName(slug: string): string {
  return `link_${slug}`;
}

/** The Set-Cookie line. */
export function memoryCookie(slug: string, memory: LinkMemory): string {
  const value = sealed(slug, memory);
  const secure = env().publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${memoryCookieName(slug)}=${value}; Path=/l/${slug}; Max-Age=${KEEP_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

/** For the address of a page in another site's window. */
export function memoryParameter(slug: string, memory: LinkMemory, now: Date): string {
  return sealed(slug, { ...memory, until: now.getTime() + KEEP_ADDRESS_SECONDS * 1000 });
}

/** What a request remembers: of its cookie, in a window of its address. */
export function rememberedIn(
  request: Request,
  slug: string,
  { framed, now }: { framed: boolean; now: Date },
): LinkMemory {
  const value = framed
    ? new URL(request.url).searchParams.get('typed')
    : cookieOf(request, memoryCookieName(slug));
  const { until, ...memory } = read(slug, value ?? undefined);
  const over = framed && (until === undefined || until < now.getTime());
  return over ? {} : memory;
}

/** Empty for what is missing, sealed under a former secret, or not by us. */
function read(slug: string, value: string | undefined): z.infer<typeof MEMORY> {
  if (value === undefined || value.length > 2_000) return {};
  try {
    const parsed = MEMORY.safeParse(JSON.parse(open(Buffer.from(value, 'base64url'), purpose(slug))));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

function sealed(slug: string, memory: z.infer<typeof MEMORY>): string {
  return Buffer.from(seal(JSON.stringify(memory), purpose(slug))).toString('base64url');
}

function cookieOf(request: Request, name: string): string | undefined {
  const line = (request.headers.get('cookie') ?? '').split(/; */).find((part) => part.startsWith(`${name}=`));
  return line?.slice(name.length + 1);
}

function purpose(slug: string): string {
  return `link-page:${slug}`;
}

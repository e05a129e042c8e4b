import type { NextRequest } from 'next/server';
import { PRIVATE_HEADERS } from '#app/page-headers.ts';
import { systemClock } from '#lib/clock.ts';
import { changeLogo, LOGO_BYTES_MAX } from '#lib/merchants/app-logo.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { modeOf, withQuery } from '../../../address.ts';
import { currentMember } from '../../../member.ts';
import { isSameOrigin } from '../../../same-origin.ts';

/** The file and what a form puts around it. */
const BODY_BYTES_MAX = LOGO_BYTES_MAX + 20_000;

/**
 * The form of an app's logo. A route and not a server action, because an action's body is limited for all actions at
 * once: here the file's own limit holds, counted while it arrives.
 */
export async function POST(request: NextRequest, { params }: { params: Promise<{ id: string }> }) {
  if (!isSameOrigin(request.headers)) return new Response('Forbidden', { status: 403 });
  const session = await currentMember();
  const { id } = await params;
  if (session === undefined) return back('/portal/sign-in', { next: `/portal/apps/${id}` });
  if (!mayMember(session, 'apps.manage')) return new Response('Not found', { status: 404 });
  const body = await readBody(request);
  if (body === undefined) return back(`/portal/apps/${id}`, { done: 'logo_too_large' });
  const form = await new Response(body, {
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
  })
    .formData()
    .catch(() => undefined);
  const file = form?.get('logo');
  const mode = modeOf(String(form?.get('mode') ?? '')) === 'live' ? 'live' : undefined;
  const done =
    file instanceof File
      ? await changeLogo(
          { session, peer: request.headers.get('x-cross-peer') ?? '', now: systemClock.now() },
          id,
          new Uint8Array(await file.arrayBuffer()),
        )
      : 'not_an_image';
  if (done === 'not_found') return new Response('Not found', { status: 404 });
  return back(`/portal/apps/${id}`, { done: done === 'changed' ? 'logoChanged' : `logo_${done}`, mode });
}

/** 303 to a relative place: the browser asks with GET, whatever host it used. */
function back(path: string, parameters: Record<string, string | undefined>): Response {
  return new Response(null, {
    status: 303,
    headers: { ...PRIVATE_HEADERS, Location: withQuery(path, parameters) },
  });
}

/** Undefined when it is longer than a logo may be. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

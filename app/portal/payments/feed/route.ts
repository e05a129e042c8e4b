import type { NextRequest } from 'next/server';
import { PRIVATE_HEADERS } from '#app/page-headers.ts';
import { systemClock } from '#lib/clock.ts';
import { may } from '#lib/merchants/roles.ts';
import { langOf, modeOf, withQuery } from '../../address.ts';
import { feedMember } from '../../member.ts';
import { filterOf } from '../filter.ts';
import { readPage } from '../rows.ts';

/** The page's own list, once more: same filters, same words. 401 when the session has ended. */
export async function GET(request: NextRequest): Promise<Response> {
  const session = await feedMember();
  if (session === undefined) return answer({ problem: 'signed_out' }, 401);
  if (!may(session.member.role, 'payments.read')) return answer({ problem: 'not_found' }, 404);
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const mode = modeOf(query.mode);
  const lang = langOf(query.lang);
  const reader = {
    session,
    mode,
    locale: lang ?? session.member.locale,
    timeZone: session.merchant.timezone,
    now: systemClock.now(),
    href: (path: string) => withQuery(path, { mode: mode === 'live' ? mode : undefined, lang }),
  };
  return answer((await readPage(reader, filterOf(query))).page, 200);
}

function answer(body: object, status: number): Response {
  return Response.json(body, { status, headers: PRIVATE_HEADERS });
}

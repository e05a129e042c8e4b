import type { NextRequest } from 'next/server';
import { PRIVATE_HEADERS } from '#app/page-headers.ts';
import { systemClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { writeAudit } from '#lib/merchants/audit.ts';
import { auditCsv } from '#lib/merchants/audit-log.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { currentMember } from '../../member.ts';
import { auditFilterOf } from '../filter.ts';

/** The whole of what the page's search finds, as CSV, streamed. That it was taken is written down as well. */
export async function GET(request: NextRequest): Promise<Response> {
  const session = await currentMember();
  if (session === undefined)
    return Response.json({ problem: 'signed_out' }, { status: 401, headers: PRIVATE_HEADERS });
  if (!mayMember(session, 'audit.read')) {
    return Response.json({ problem: 'not_found' }, { status: 404, headers: PRIVATE_HEADERS });
  }
  const now = systemClock.now();
  const filter = auditFilterOf(Object.fromEntries(request.nextUrl.searchParams));
  const { merchant, member } = session;
  await writeAudit(db, {
    merchantId: merchant.id,
    memberId: member.id,
    action: 'audit_exported',
    peer: request.headers.get('x-cross-peer') ?? '',
    at: now,
  });
  const lines = auditCsv({ merchantId: merchant.id, timeZone: merchant.timezone }, filter);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    // Asked for one line at a time: a slow reader makes the database wait, not the memory grow.
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      ...PRIVATE_HEADERS,
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-${now.toISOString().slice(0, 10)}.csv"`,
    },
  });
}

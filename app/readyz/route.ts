import { db } from '#lib/db.ts';
import { log } from '#lib/log.ts';

export const dynamic = 'force-dynamic';

/** Requests can be served: the database answers. A load balancer asks this one. */
export async function GET(): Promise<Response> {
  try {
    await db.$queryRaw`SELECT 1`;
    return answer('ready\n', 200);
  } catch (error) {
    log.error({ err: error }, 'the database does not answer');
    return answer('the database does not answer\n', 503);
  }
}

function answer(text: string, status: number): Response {
  return new Response(text, { status, headers: { 'Cache-Control': 'no-store' } });
}

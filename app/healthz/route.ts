export const dynamic = 'force-dynamic';

/** The process answers. Says nothing of the database: a restart would not mend that. */
export function GET(): Response {
  return new Response('ok\n', { headers: { 'Cache-Control': 'no-store' } });
}

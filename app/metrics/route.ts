/** What this process counts, for Prometheus: to whoever has METRICS_TOKEN, and to this very machine. */
import ipaddr from 'ipaddr.js';
import { env } from '#lib/env.ts';
import { metricsText } from '#lib/metrics.ts';
import { safeEqual } from '#lib/secrets.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  if (!isOpenTo(request)) {
    return new Response('Send METRICS_TOKEN: Authorization: Bearer …\n', {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="metrics"', 'Cache-Control': 'no-store' },
    });
  }
  const { contentType, body } = await metricsText();
  return new Response(body, { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } });
}

function isOpenTo(request: Request): boolean {
  const token = /^bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const { metricsToken } = env();
  if (metricsToken !== undefined && token !== undefined && safeEqual(token, metricsToken)) return true;
  // The address our own server saw; a proxy on this machine must be named in TRUSTED_PROXIES, here as everywhere.
  const peer = request.headers.get('x-cross-peer') ?? '';
  return ipaddr.isValid(peer) && ipaddr.process(peer).range() === 'loopback';
}

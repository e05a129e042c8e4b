/** A compatible endpoint over HTTP: the provider's own server end over the gateway. */
import type { Hono } from 'hono';
import { env } from '#lib/env.ts';
import { isProviderId, type ProviderId, providerById } from '#lib/providers/index.ts';
import { mountedRequest, requestFacts } from '#lib/providers/mounted-request.ts';
import { compatBackend } from './backend.ts';

/** Dialect servers keep nothing between requests, so one of each is enough. */
const servers = new Map<ProviderId, Hono>();

/**
 * Answers a request to `/compat/<provider><path>` as the provider would answer `<path>`.
 *
 * @param path what stands after the provider's id in the address, still encoded, without the query
 */
export async function serveCompat(request: Request, providerId: string, path: string): Promise<Response> {
  if (!isProviderId(providerId))
    return Response.json({ error: `There is no dialect ${providerId}.` }, { status: 404 });
  const server = servers.get(providerId) ?? newServer(providerId);
  servers.set(providerId, server);
  return server.fetch(mountedRequest(request, path));
}

function newServer(providerId: ProviderId): Hono {
  return providerById(providerId).server(compatBackend(), (request) =>
    requestFacts(request, env().publicUrl),
  );
}

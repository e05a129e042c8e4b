import { resourceRoutes } from '#lib/api/merchant-route.ts';
import { openApiDocument } from '#lib/api/openapi.ts';
import { requestIdOf } from '#lib/api/problem.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  // Public: the description of an API is no secret, and tools fetch it without a key.
  GET: async (request) =>
    Response.json(openApiDocument(), {
      headers: { 'Cache-Control': 'public, max-age=300', 'Request-Id': requestIdOf(request) },
    }),
});

import { resourceRoutes } from '#lib/api/merchant-route.ts';
import { openApiDocument } from '#lib/api/openapi.ts';
import { newId } from '#lib/ids.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  // Public: the description of an API is no secret, and tools fetch it without a key.
  GET: async () =>
    Response.json(openApiDocument(), {
      headers: { 'Cache-Control': 'public, max-age=300', 'Request-Id': newId('req') },
    }),
});

import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { listOperatorsOperation } from '#lib/api/operations.ts';
import { listOperators } from '#lib/api/operators.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(listOperatorsOperation, async ({ caller, query }) => ({
    body: { data: await listOperators(caller, query) },
  })),
});

import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { listDiscrepanciesOperation } from '#lib/api/webhook-operations.ts';
import { listDiscrepancies } from '#lib/payments/discrepancies.ts';
import { discrepancyResource } from '#lib/payments/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(listDiscrepanciesOperation, async ({ caller, query }) => {
    const { rows, hasMore } = await listDiscrepancies(caller.scope, query);
    const next = hasMore ? (rows.at(-1)?.id ?? null) : null;
    return { body: { data: rows.map(discrepancyResource), has_more: hasMore, next } };
  }),
});

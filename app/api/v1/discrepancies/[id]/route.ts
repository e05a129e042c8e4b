import { merchantRoute, notFound, resourceRoutes } from '#lib/api/merchant-route.ts';
import { getDiscrepancyOperation } from '#lib/api/webhook-operations.ts';
import { findDiscrepancy } from '#lib/payments/discrepancies.ts';
import { discrepancyResource } from '#lib/payments/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(getDiscrepancyOperation, async ({ caller, id }) => {
    const discrepancy = await findDiscrepancy(caller.scope, id);
    if (discrepancy === undefined) throw notFound('discrepancy');
    return { body: discrepancyResource(discrepancy) };
  }),
});

import { mustFind } from '#lib/api/charge.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { getPaymentOperation } from '#lib/api/operations.ts';
import { paymentResource } from '#lib/payments/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(getPaymentOperation, async ({ caller, id, now }) => ({
    body: paymentResource(await mustFind(caller, id), now),
  })),
});

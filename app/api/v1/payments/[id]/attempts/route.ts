import { chargeAgain } from '#lib/api/charge.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { createAttemptOperation } from '#lib/api/operations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(createAttemptOperation, chargeAgain),
});

import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { predictOperatorOperation } from '#lib/api/operations.ts';
import { predict } from '#lib/api/predict.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(predictOperatorOperation, async ({ caller, query }) => ({
    body: predict(caller, query),
  })),
});

import { mustFind } from '#lib/api/charge.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { authorizePaymentOperation } from '#lib/api/operations.ts';
import { authorizePayment } from '#lib/payments/authorize.ts';
import { paymentResource } from '#lib/payments/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(authorizePaymentOperation, async ({ caller, id, body, now, resumed }) => {
    const record = await mustFind(caller, id);
    // Nobody knows whether the code was sent before the crash; sending it again could cost the payer a try.
    const answer =
      resumed === undefined ? await authorizePayment({ paymentId: id, code: body.code }) : record;
    return { body: paymentResource(answer, now) };
  }),
});

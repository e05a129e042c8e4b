import { mustFind } from '#lib/api/charge.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { cancelPaymentOperation } from '#lib/api/operations.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { paymentResource } from '#lib/payments/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(cancelPaymentOperation, async ({ caller, id, now, resumed }) => {
    const record = await mustFind(caller, id);
    const done = resumed !== undefined && record.payment.status === 'canceled';
    const answer = done ? record : await cancelPayment({ paymentId: id, by: 'merchant' });
    return { body: paymentResource(answer, now) };
  }),
});

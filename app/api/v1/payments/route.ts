import { createAndCharge } from '#lib/api/charge.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';
import { createPaymentOperation, listPaymentsOperation } from '#lib/api/operations.ts';
import { listPayments } from '#lib/payments/find.ts';
import { paymentResource } from '#lib/payments/resource.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(createPaymentOperation, createAndCharge),

  GET: merchantRoute(listPaymentsOperation, async ({ caller, query, now }) => {
    const { created_after: createdAfter, payment_link: link, ...filter } = query;
    const page = await listPayments(caller.scope, {
      ...filter,
      ...(link !== undefined && { link }),
      ...(createdAfter === undefined ? {} : { createdAfter: new Date(createdAfter) }),
    });
    const data = page.records.map((record) => paymentResource(record, now));
    return { body: { data, has_more: page.hasMore, next: page.next ?? null } };
  }),
});

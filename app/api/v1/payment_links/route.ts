import { createPaymentLinkOperation, listPaymentLinksOperation } from '#lib/api/link-operations.ts';
import { addLink, pageOfLinks } from '#lib/api/links.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  POST: merchantRoute(createPaymentLinkOperation, addLink),
  GET: merchantRoute(listPaymentLinksOperation, pageOfLinks),
});

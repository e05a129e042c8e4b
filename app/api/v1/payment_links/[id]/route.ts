import { changePaymentLinkOperation, getPaymentLinkOperation } from '#lib/api/link-operations.ts';
import { editLink, readLink } from '#lib/api/links.ts';
import { merchantRoute, resourceRoutes } from '#lib/api/merchant-route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = resourceRoutes({
  GET: merchantRoute(getPaymentLinkOperation, ({ caller, id, now }) => readLink(caller, id, now)),
  PATCH: merchantRoute(changePaymentLinkOperation, editLink),
});

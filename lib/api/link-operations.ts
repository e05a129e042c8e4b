/** The operations about payment links. */
import {
  ChangePaymentLinkRequest,
  CreatePaymentLinkRequest,
  ListPaymentLinksQuery,
  PaymentLink,
  PaymentLinkPage,
} from './link-schemas.ts';
import { type Operation, operation } from './operation.ts';

export const createPaymentLinkOperation = operation({
  id: 'createPaymentLink',
  method: 'POST',
  path: '/payment_links',
  summary: 'Make a payment link',
  description:
    'A page that many may pay, without a site of yours. Each payment has the origin `link` and the link’s metadata.',
  scopes: ['payments'],
  needsLiveApproval: true,
  body: CreatePaymentLinkRequest,
  status: 201,
  response: PaymentLink,
  insertsKey: true,
  errors: ['live_not_approved', 'currency_unsupported', 'amount_out_of_range'],
});

export const listPaymentLinksOperation = operation({
  id: 'listPaymentLinks',
  method: 'GET',
  path: '/payment_links',
  summary: 'List payment links',
  description: 'Newest first. Pass `next` as `after` until `has_more` is false.',
  scopes: ['payments', 'read'],
  query: ListPaymentLinksQuery,
  status: 200,
  response: PaymentLinkPage,
  errors: [],
});

export const getPaymentLinkOperation = operation({
  id: 'getPaymentLink',
  method: 'GET',
  path: '/payment_links/{id}',
  summary: 'Read a payment link',
  scopes: ['payments', 'read'],
  idPrefix: 'plink',
  status: 200,
  response: PaymentLink,
  errors: ['not_found'],
});

export const changePaymentLinkOperation = operation({
  id: 'changePaymentLink',
  method: 'PATCH',
  path: '/payment_links/{id}',
  summary: 'Change, pause or resume a payment link',
  description:
    'Members you leave out stay as they are; null takes a limit away. Payments that were begun go on as they were begun.',
  scopes: ['payments'],
  idPrefix: 'plink',
  body: ChangePaymentLinkRequest,
  status: 200,
  response: PaymentLink,
  errors: [
    'not_found',
    'body_too_large',
    'media_type_unsupported',
    'currency_unsupported',
    'amount_out_of_range',
  ],
});

export const LINK_OPERATIONS = [
  createPaymentLinkOperation,
  listPaymentLinksOperation,
  getPaymentLinkOperation,
  changePaymentLinkOperation,
].map((entry) => entry as Operation);

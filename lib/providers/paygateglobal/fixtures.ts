/** The schema of each file in fixtures/, for lib/providers/fixtures.test.ts. */
import { z } from 'zod';
import * as wire from './wire.ts';

/** The parameters of a POST in its query string. */
const queryOf = (schema: z.ZodType) =>
  z.string().refine((query) => schema.safeParse(Object.fromEntries(new URLSearchParams(query))).success);

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'pay.request': wire.chargeRequest,
  'pay.request.form': wire.chargeRequest,
  'pay.request.query': queryOf(wire.chargeRequest),
  'pay.reply.registered': wire.chargeReply,
  'pay.reply.invalid-token': wire.chargeReply,
  'pay.reply.invalid-parameters': wire.chargeReply,
  'pay.reply.duplicate': wire.chargeReply,
  'page.request': wire.pageLink,
  'page.request.all-members': wire.pageLink,
  'page.request.unencoded': wire.pageLink,
  'payment.callback': wire.callback,
  'status-v1.request': wire.statusRequest,
  'status-v1.reply.paid': wire.statusReply,
  'status-v2.request': wire.referenceStatusRequest,
  'status-v2.reply.paid': wire.statusReply,
  'status-v2.reply.paid-with-identifier': wire.statusReply,
  'status-v2.reply.in-progress': wire.statusReply,
  'status-v2.reply.expired': wire.statusReply,
  'status-v2.reply.cancelled': wire.statusReply,
  'status-v2.reply.not-found': wire.statusReply,
  'status-v2.reply.not-found-broken': wire.statusReply,
  'check-balance.request': wire.balanceRequest,
  'check-balance.reply': wire.balanceReply,
  'disburse.request': wire.payOutRequest,
  'disburse.reply.accepted': wire.payOutReply,
};

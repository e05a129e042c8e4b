/** The schema of each file in fixtures/, for lib/providers/fixtures.test.ts. */
import { z } from 'zod';
import * as wire from './wire.ts';

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'payment.request': wire.chargeRequest,
  'payment.request.capitalised': wire.chargeRequest,
  'payment.request.numbers': wire.chargeRequest,
  'payment.reply.accepted': wire.chargeReply,
  'payment.reply.refused': wire.chargeReply,
  'payment.reply.unauthorized': wire.chargeReply,
  'payment.callback.success': wire.callback,
  'payment.callback.failed': wire.callback,
  'payment.callback.form': wire.callback,
  // The message of a GET is its path and headers; the provider's own test compares them.
  'check.request': z.null(),
  'check.reply.success': wire.statusReply,
  'check.reply.pending': wire.statusReply,
  'check.reply.failed': wire.statusReply,
  'check.reply.cancelled': wire.statusReply,
  'check.reply.refunded': wire.statusReply,
  'check.reply.not-found': wire.statusReply,
  'payout.request': wire.payOutRequest,
  'payout.reply.accepted': wire.payOutReply,
  'payout.callback.success': wire.callback,
  'payout.callback.failed': wire.callback,
  'card.request': wire.pageRequest,
  'card.reply.url': wire.pageReply,
  'card.reply.redirect-url': wire.pageReply,
  'balance.request': z.null(),
  'balance.reply': wire.balanceReply,
};

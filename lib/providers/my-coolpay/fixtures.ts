/** The schema of each file in fixtures/, for lib/providers/fixtures.test.ts. */
import { z } from 'zod';
import * as wire from './wire.ts';

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'payin.request': wire.chargeRequest,
  'payin.request.form': wire.chargeRequest,
  'payin.request.multipart': wire.chargeRequest,
  'payin.reply.pending': wire.chargeReply,
  'payin.reply.require-otp': wire.chargeReply,
  'payin.reply.error': wire.chargeReply,
  'authorize.request': wire.otpRequest,
  'authorize.reply.pending': wire.otpReply,
  'authorize.reply.error': wire.otpReply,
  'authorize.reply.wrong-otp': wire.otpReply,
  'paylink.request': wire.pageRequest,
  'paylink.reply.success': wire.pageReply,
  'paylink.reply.error': wire.pageReply,
  'payout.request': wire.payOutRequest,
  'payout.request.header': wire.payOutRequest,
  'payout.reply.success': wire.payOutReply,
  'payout.reply.accepted': wire.payOutReply,
  'payout.reply.error': wire.payOutReply,
  'payout.reply.html': wire.payOutReply,
  // The message of a GET is its path and headers; the provider's own test compares them.
  'check-status.request.get': z.null(),
  'check-status.request.post': wire.statusRequest,
  'check-status.reply.success': wire.statusReply,
  'check-status.reply.placeholders': wire.statusReply,
  'check-status.reply.error': wire.statusReply,
  'balance.request': z.null(),
  'balance.reply.success': wire.balanceReply,
  'payin.callback.success': wire.callback,
  'payin.callback.failed': wire.callback,
  'payin.callback.form': wire.callback,
  'payout.callback.success': wire.callback,
  'callback.reply.ok': z.literal('OK'),
  'callback.reply.ko': z.literal('KO'),
};

/** The schema of each file in fixtures/, for lib/providers/fixtures.test.ts. */
import type { z } from 'zod';
import * as wire from './wire.ts';

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'login.request': wire.loginRequest,
  'login.reply.ok': wire.loginReply,
  'login.reply.refused': wire.loginReply,
  'gateway.reply.fault': wire.faultReply,
  'debit.request': wire.chargeRequest,
  'debit.reply.accepted': wire.chargeReply,
  'debit.reply.already-submitted': wire.chargeReply,
  'debit.reply.not-signed-in': wire.chargeReply,
  'debit.reply.wrong-pin': wire.chargeReply,
  'debit.callback.success': wire.callback,
  'debit.callback.failed': wire.callback,
  'credit.request': wire.chargeRequest,
  'credit.reply.success': wire.chargeReply,
  'credit.reply.pending': wire.chargeReply,
  'credit-v2.request.document-case': wire.chargeRequest,
  'credit-v2.reply.document-members': wire.chargeReply,
  'credit-v1.request': wire.payOutV1Request,
  'credit-v1.reply': wire.payOutV1Reply,
  'check.request': wire.statusRequest,
  'check.reply.success': wire.statusReply,
  'check.reply.not-found': wire.statusReply,
};

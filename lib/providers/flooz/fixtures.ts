/** The schema of each file in fixtures/, for lib/providers/fixtures.test.ts. */
import type { z } from 'zod';
import * as wire from './wire.ts';

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'debit.request': wire.debitRequest,
  'debit.reply.processing': wire.debitReply,
  'debit.reply.incomplete': wire.debitReply,
  'debit.reply.duplicate-reference': wire.debitReply,
  'debit.reply.pending-push': wire.debitReply,
  'debit.reply.failed': wire.debitReply,
  'debit.reply.invalid-authorization': wire.debitReply,
  'verify.request': wire.verifyRequest,
  'verify.reply.paid': wire.verifyReply,
  'verify.reply.unpaid': wire.verifyReply,
  'verify.reply.no-details': wire.verifyReply,
  'verify.reply.status-word': wire.verifyReply,
  'debit.callback.success': wire.callback,
  'debit.callback.failed': wire.callback,
  'callback.reply.success': wire.callbackReply,
  'token.request': wire.tokenRequest,
  'token.reply': wire.tokenReply,
};

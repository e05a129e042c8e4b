/** The schema of each file in fixtures/, for lib/providers/fixtures.test.ts. */
import { z } from 'zod';
import * as wire from './wire.ts';

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'payment.request': wire.chargeRequest,
  'payment.request.lower-case': wire.chargeRequest,
  // Of a message with placeholders only the names are compared.
  'payment.request.placeholders': wire.chargeMembers,
  'payment.reply.accepted': wire.chargeReply,
  'payment.reply.capital-http-reponse': wire.chargeReply,
  'payment.reply.http-response-no-token': wire.chargeReply,
  'payment.reply.placeholders': wire.chargeReplyMembers,
  'payment.reply.wrong-method': wire.chargeReply,
  'payment.reply.invalid-token': wire.chargeReply,
  'payment.reply.duplicate': wire.chargeReply,
  'payment.reply.missing-information': wire.chargeReply,
  'payment.reply.error-with-200': wire.chargeReply,
  // The message of a GET is its path and headers; the provider's own test compares them.
  'status.request': z.null(),
  'status.reply.accepted': wire.statusReply,
  'status.reply.running': wire.statusReply,
  'status.reply.placeholders': wire.statusReplyMembers,
  'payment.callback.accepted': wire.callback,
  'payment.callback.placeholders': wire.callbackMembers,
};

import type { z } from 'zod';
import * as wire from './wire.ts';

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'charge.request': wire.chargeRequest,
  'charge.reply.waiting': wire.chargeState,
  'state.reply.paid': wire.chargeState,
  'error.reply': wire.errorReply,
  'callback.paid': wire.chargeState,
};

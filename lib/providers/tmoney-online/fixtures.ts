/** The schema of each file in fixtures/, for lib/providers/fixtures.test.ts. */
import type { z } from 'zod';
import * as wire from './wire.ts';

export const FIXTURES: Readonly<Record<string, z.ZodType>> = {
  'session.request': wire.sessionRequest,
  'session.reply.ok': wire.sessionReply,
  'session.reply.unknown-merchant': wire.sessionReply,
  'order.request': wire.order,
  'order.request.variant': wire.order,
  'notification.callback.ok': wire.notification,
  'notification.callback.ok-without-error': wire.notification,
  'notification.callback.cancel': wire.notification,
  'notification.callback.authentication': wire.notification,
  'notification.callback.payment-failed': wire.notification,
  'notification.callback.expired-session': wire.notification,
  'notification.reply.ok': wire.acknowledgement,
};

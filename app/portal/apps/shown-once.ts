import { z } from 'zod';
import { MODES } from '#lib/payments/types.ts';
import { shownOnce } from '../shown-once.ts';

/** A new secret key, or an app's signing secret; `app` says on whose page, and `mode` in which mode's (a signing secret: both). */
export const appSecret = shownOnce(
  '/portal/apps',
  z.object({
    kind: z.enum(['key', 'signing']),
    app: z.string(),
    mode: z.enum(MODES),
    secret: z.string(),
  }),
);

import { z } from 'zod';
import { shownOnce } from '../shown-once.ts';

/** A new secret key, or an app's signing secret; `app` says on whose page. */
export const appSecret = shownOnce(
  '/portal/apps',
  z.object({ kind: z.enum(['key', 'signing']), app: z.string(), secret: z.string() }),
);

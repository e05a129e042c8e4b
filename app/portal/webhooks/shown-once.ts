import { z } from 'zod';
import { shownOnce } from '../shown-once.ts';

/** The new secret of an endpoint, on that endpoint's page. */
export const endpointSecret = shownOnce(
  '/portal/webhooks',
  z.object({ endpoint: z.string(), secret: z.string() }),
);

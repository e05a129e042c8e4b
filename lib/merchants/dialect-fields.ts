/** What the form about an app's account in a dialect sends. Pure: pages import it. */
import { z } from 'zod';
import { optionalUrl, ticked } from './app-fields.ts';

export const dialectFields = z.object({
  callbackUrl: optionalUrl,
  successUrl: optionalUrl,
  cancelUrl: optionalUrl,
  failureUrl: optionalUrl,
  switches: ticked.pipe(z.array(z.string().max(60)).max(20)),
});
export type DialectFields = z.output<typeof dialectFields>;

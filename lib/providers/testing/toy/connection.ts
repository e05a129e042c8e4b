/** What a connection to the toy holds. */
import { z } from 'zod';
import type { ClientContext } from '../../provider.ts';
import { commonSettings } from '../../settings.ts';
import { type Hidden, phonePattern } from '../../timeline.ts';

export const credentials = z.object({
  shop: z.string().min(1).meta({ label: 'Shop', secret: false, example: 'fake-shop' }),
  secret: z.string().min(1).meta({ label: 'Secret', secret: true, example: 'fake-toy-secret' }),
});

export const settings = z.object(commonSettings());

export function credentialsOf(context: ClientContext): z.output<typeof credentials> {
  return credentials.parse(context.credentials);
}

export function hiddenFor(context: ClientContext, phone?: string): Hidden {
  return {
    names: ['phone'],
    values: [credentialsOf(context).secret, phone],
    phones: phonePattern({ dialCode: '225', first: '0', digits: 10 }),
  };
}

/** What the forms about webhooks send; pages' scripts and the server check them alike. Pure: pages import it. */
import { z } from 'zod';
import { WANTED_TYPES } from '#lib/webhooks/events.ts';
import { isWebAddress, ticked } from './app-fields.ts';

const types = ticked.pipe(z.array(z.enum(WANTED_TYPES, 'typesWrong')).max(WANTED_TYPES.length, 'typesWrong'));

export const endpointFields = z.object({
  url: z.string('urlWrong').trim().max(500, 'urlLong').refine(isAnyWebAddress, 'urlWrong'),
  description: z
    .string()
    .trim()
    .max(250, 'descriptionLong')
    .optional()
    .transform((text) => text || undefined),
  types,
});
export type EndpointFields = z.output<typeof endpointFields>;

/** How long the old secret of an endpoint signs too. */
export const OVERLAP_HOURS = ['24', '1', '168', '0'] as const;

/** http is refused with a sentence of its own (lib/webhooks/address.ts). */
function isAnyWebAddress(text: string): boolean {
  return isWebAddress(text.replace(/^http:/, 'https:'));
}

import { z } from 'zod';
import { shownOnce } from '../shown-once.ts';

/** The new secret of an authenticator app, recovery codes. */
const schema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('enrolment'), secret: z.string(), uri: z.string() }),
  z.object({ kind: z.literal('recovery'), codes: z.array(z.string()) }),
]);

export const { show: showOnce, read: readOnce, forget: forgetShown } = shownOnce('/portal/security', schema);

/** What a manifest says about a credential or a setting, for people. */
import { z } from 'zod';

const META = z.object({
  label: z.string().optional(),
  secret: z.boolean().optional(),
  example: z.unknown().optional(),
});

export function metaOf(schema: unknown): z.output<typeof META> {
  return schema instanceof z.ZodType ? META.parse(z.globalRegistry.get(schema) ?? {}) : {};
}

/** What the portal's form about a link sends; its script and the server check it alike. Pure: pages import it. */
import { z } from 'zod';
import { CURRENCIES, type Currency, parseTyped } from '#lib/money.ts';
import { hasNoControl } from '#lib/readable.ts';
import { MAX_USES_MAX } from './types.ts';

const typedAmount = z.string().trim().max(30, 'amountWrong').optional();
const AMOUNTS = ['amount', 'amountMin', 'amountMax'] as const;

export const linkFields = z
  .object({
    description: z
      .string('descriptionMissing')
      .trim()
      .min(1, 'descriptionMissing')
      .max(250, 'descriptionLong')
      .refine(hasNoControl, 'textControl'),
    currency: z.enum(CURRENCIES, 'currencyMissing'),
    /** Empty: the payer chooses. */
    amount: typedAmount,
    amountMin: typedAmount,
    amountMax: typedAmount,
    /** Empty: any number. */
    maxUses: z
      .string()
      .trim()
      .regex(/^\d{0,6}$/, 'usesWrong')
      .refine((text) => text === '' || (Number(text) >= 1 && Number(text) <= MAX_USES_MAX), 'usesWrong')
      .optional(),
    /** Of a `datetime-local` field, in the merchant's place; empty: never. */
    expiresAt: z
      .string()
      .regex(/^(?:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)?$/, 'expiryWrong')
      .optional(),
    asksName: z.union([z.literal('on'), z.boolean()]).optional(),
  })
  .superRefine((fields, context) => {
    for (const name of AMOUNTS) {
      if (!fields[name]) continue;
      const message = amountFault(name, fields);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  });
export type LinkFields = z.output<typeof linkFields>;

/** Minor units of what was typed; null for nothing. */
export function typedMinor(text: string | undefined, currency: Currency): bigint | null {
  return text ? (parseTyped(text, currency)?.amount ?? null) : null;
}

type Amounts = Pick<LinkFields, 'currency' | (typeof AMOUNTS)[number]>;

function amountFault(name: (typeof AMOUNTS)[number], fields: Amounts): string | undefined {
  const { amount, amountMin, amountMax, currency } = fields;
  if (typedMinor(fields[name], currency) === null) return 'amountWrong';
  if (name !== 'amount' && amount) return 'boundsOfFixed';
  const [min, max] = [typedMinor(amountMin, currency), typedMinor(amountMax, currency)];
  return name === 'amountMax' && min !== null && max !== null && max < min ? 'boundsCrossed' : undefined;
}

/** The API's requests and resource about payment links, as zod schemas. */
import { z } from 'zod';
import 'zod-openapi';
import { MAX_USES_MAX } from '#lib/links/types.ts';
import { amount, currency, metadata, mode, page, pageAfter, pageLimit, time } from './schemas.ts';
import { exactObject } from './validation.ts';

const price = amount.meta({ description: 'Minor units. Left out or null: the payer types an amount.' });
const least = amount.meta({
  description: 'The least that a payer may type, in minor units; of an open amount only.',
  example: 500,
});
const most = amount.meta({
  description: 'The most that a payer may type, in minor units; of an open amount only.',
  example: 50_000,
});
const words = z
  .string()
  .min(1)
  .max(250)
  .meta({ description: 'What is paid for; the payer reads it.', example: 'Cotisation de novembre' });
const asksName = z.boolean().meta({ description: 'The payer may say a name. Kept as `customer`, sealed.' });
const maxUses = z
  .int()
  .min(1)
  .max(MAX_USES_MAX)
  .meta({ description: 'Payments that may succeed. Left out or null: any number.', example: 100 });
const expiresAt = z.iso
  .datetime({ offset: true, error: 'Must be a time like 2026-12-31T23:00:00Z.' })
  .meta({ description: 'ISO 8601. Nothing is begun afterwards.', example: '2099-12-31T23:00:00Z' });

export const CreatePaymentLinkRequest = exactObject({
  amount: price.nullable().optional(),
  amount_min: least.nullable().optional(),
  amount_max: most.nullable().optional(),
  currency,
  description: words,
  asks_name: asksName.optional(),
  max_uses: maxUses.nullable().optional(),
  expires_at: expiresAt.nullable().optional(),
  metadata: metadata.optional(),
}).meta({ id: 'CreatePaymentLinkRequest' });
export type CreatePaymentLinkRequest = z.infer<typeof CreatePaymentLinkRequest>;

export const ChangePaymentLinkRequest = exactObject({
  active: z.boolean().optional().meta({ description: 'false: paused. What was begun goes on.' }),
  amount: price.nullable().optional(),
  amount_min: least.nullable().optional(),
  amount_max: most.nullable().optional(),
  description: words.optional(),
  asks_name: asksName.optional(),
  max_uses: maxUses.nullable().optional(),
  expires_at: expiresAt.nullable().optional(),
  metadata: metadata.optional(),
}).meta({ id: 'ChangePaymentLinkRequest' });
export type ChangePaymentLinkRequest = z.infer<typeof ChangePaymentLinkRequest>;

export const ListPaymentLinksQuery = exactObject({
  active: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only those that are not paused, or only those that are.' }),
  limit: pageLimit,
  after: pageAfter,
});

export const PaymentLink = z
  .object({
    id: z.string().meta({ example: 'plink_3x9k2m7q4v8t1w5y6z0a2b3c4d' }),
    object: z.literal('payment_link'),
    url: z.string().meta({
      description: 'Share it: opening it creates nothing, its button does.',
      example: 'https://pay.example.com/l/k7q4mx2p3r9tb8',
    }),
    qr_svg_url: z.string(),
    qr_png_url: z.string(),
    status: z
      .enum(['active', 'paused', 'expired', 'used_up'])
      .meta({ description: 'Whether payments can be begun.' }),
    active: z.boolean(),
    amount: amount.nullable().meta({ description: 'null: the payer types one.' }),
    amount_min: amount.nullable(),
    amount_max: amount.nullable(),
    currency,
    description: z.string(),
    asks_name: z.boolean(),
    max_uses: z.int().nullable(),
    uses: z.int().meta({
      description:
        'Payments that succeeded. More than `max_uses` only when money came after its payment had expired or failed: it is never refused.',
    }),
    payments_started: z.int().meta({ description: 'Payments that were begun.' }),
    expires_at: time.nullable(),
    metadata: z
      .record(z.string(), z.string())
      .meta({ description: 'Copied to each of its payments, with `payment_link`: its id.' }),
    mode,
    created_at: time,
  })
  .meta({ id: 'PaymentLink', description: 'An address that makes payments of origin `link`.' });

export const PaymentLinkPage = page(PaymentLink).meta({
  id: 'PaymentLinkPage',
  description: 'Newest first.',
});

/** The API's requests and resources about events, webhooks and discrepancies, as zod schemas. */
import { z } from 'zod';
import 'zod-openapi';
import { DISCREPANCY_STATUSES } from '#lib/payments/discrepancies.ts';
import { EVENT_TYPES, WANTED_TYPES } from '#lib/webhooks/events.ts';
import { OVERLAP_MS_DEFAULT, OVERLAP_MS_MAX } from '#lib/webhooks/roll-secret.ts';
import { amount, currency, mode, Payment, page, pageAfter, pageLimit, time, url } from './schemas.ts';
import { exactObject } from './validation.ts';

// ───────────── requests ─────────────

export const ListEventsQuery = exactObject({
  limit: pageLimit,
  after: z
    .string()
    .regex(/^evt_[0-9a-z]{26}$/, 'Must be the id of an event: evt_ and 26 characters.')
    .optional()
    .meta({ description: 'Id of the last event you have seen: `next` of the page before.' }),
});

const endpointUrl = url.meta({
  description: 'https and public. In the demo’s test mode also http://localhost and http://127.0.0.1.',
  example: 'https://shop.example/webhooks',
});
const types = z
  .array(z.enum(WANTED_TYPES))
  .max(WANTED_TYPES.length)
  .meta({ description: 'Types it wants; empty: all, also future ones.', example: ['payment.succeeded'] });
const words = z.string().min(1).max(250).meta({ description: 'For your own people.' });

export const CreateWebhookEndpointRequest = exactObject({
  url: endpointUrl,
  description: words.optional(),
  types: types.optional(),
}).meta({ id: 'CreateWebhookEndpointRequest' });

export const ChangeWebhookEndpointRequest = exactObject({
  url: endpointUrl.optional(),
  description: words.nullable().optional(),
  types: types.optional(),
  status: z
    .enum(['enabled', 'disabled'])
    .optional()
    .meta({ description: 'A disabled endpoint gets nothing; what it missed can be replayed.' }),
}).meta({ id: 'ChangeWebhookEndpointRequest' });

export const RollSecretRequest = exactObject({
  overlap: z
    .int()
    .min(0)
    .max(OVERLAP_MS_MAX / 1_000)
    .optional()
    .meta({
      description: `Seconds during which the old secret signs too. Default ${OVERLAP_MS_DEFAULT / 1_000}; 0 when it leaked.`,
      example: 3600,
    }),
}).optional();

const when = z.iso.datetime({ offset: true, error: 'Must be a time like 2026-11-21T12:00:00Z.' });
export const ReplayRequest = exactObject({
  from: when.meta({
    description: 'ISO 8601; events of that moment included.',
    example: '2026-11-21T12:00:00Z',
  }),
  to: when.meta({
    description: 'ISO 8601; events of that moment excluded.',
    example: '2026-11-21T18:00:00Z',
  }),
})
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'Must be later than from.',
  })
  .meta({ id: 'ReplayRequest' });

export const DELIVERY_STATUSES = ['due', 'delivered', 'parked'] as const;
const deliveryStatus = z.enum(DELIVERY_STATUSES);

export const ListDeliveriesQuery = exactObject({
  status: deliveryStatus.optional(),
  limit: pageLimit,
  after: pageAfter,
});

const discrepancyStatus = z.enum(DISCREPANCY_STATUSES);
export const ListDiscrepanciesQuery = exactObject({
  status: discrepancyStatus.optional(),
  payment: z.string().max(40).optional().meta({ description: 'Only those of this payment.' }),
  limit: pageLimit,
  after: pageAfter,
});

// ───────────── resources ─────────────

export const WebhookEndpoint = z
  .object({
    id: z.string().meta({ example: 'we_01jd8e7t5xf9s8m3kq2w6yrznb' }),
    object: z.literal('webhook_endpoint'),
    url: z.string(),
    description: z.string().nullable(),
    types: z.array(z.string()).meta({ description: 'Empty: all.' }),
    status: z.enum(['enabled', 'disabled']),
    disabled_reason: z.string().nullable(),
    old_secret_until: time
      .nullable()
      .meta({ description: 'While a secret is rolled: until then both sign.' }),
    mode,
    created_at: time,
  })
  .meta({ id: 'WebhookEndpoint', description: 'An address of yours that gets events.' });

export const WebhookEndpointWithSecret = WebhookEndpoint.extend({
  secret: z.string().meta({
    description: 'Verify signatures with it (Standard Webhooks). Shown by this answer only: keep it.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  }),
}).meta({ id: 'WebhookEndpointWithSecret' });

export const WebhookEndpointList = z
  .object({ data: z.array(WebhookEndpoint).meta({ description: 'All of them, oldest first.' }) })
  .meta({ id: 'WebhookEndpointList' });

export const Deleted = z
  .object({ id: z.string(), object: z.string(), deleted: z.literal(true) })
  .meta({ id: 'Deleted' });

export const Delivery = z
  .object({
    id: z.string().meta({ example: 'dlv_01jd8e7t5xf9s8m3kq2w6yrznb' }),
    object: z.literal('delivery'),
    event: z.string().meta({ description: 'Also in the header webhook-id.' }),
    type: z.enum(EVENT_TYPES),
    endpoint: z.string().nullable().meta({ description: 'null: the payment’s own callback_url.' }),
    url: z.string(),
    status: deliveryStatus.meta({ description: 'parked: not tried any more, until you ask.' }),
    tries: z.int(),
    next_try_at: time.nullable(),
    last_status: z.int().nullable().meta({ description: 'HTTP status of your last answer.' }),
    last_error: z.string().nullable(),
    last_reply: z.string().nullable().meta({ description: 'First 2,000 characters of your last answer.' }),
    delivered_at: time.nullable(),
    created_at: time,
  })
  .meta({ id: 'Delivery', description: 'One event on its way to one address.' });

export const DeliveryPage = page(Delivery).meta({ id: 'DeliveryPage', description: 'Newest first.' });

export const Replay = z
  .object({
    object: z.literal('replay'),
    endpoint: z.string(),
    from: time,
    to: time,
    queued: z.int().meta({ description: 'Events that are on their way again.' }),
  })
  .meta({ id: 'Replay' });

const moneyOfEvidence = z.object({ amount: z.int(), currency: z.string() });

export const Discrepancy = z
  .object({
    id: z.string().meta({ example: 'dis_01jd8e7t5xf9s8m3kq2w6yrznb' }),
    object: z.literal('discrepancy'),
    kind: z.string().meta({ example: 'surplus' }),
    status: discrepancyStatus,
    payment: z.string(),
    attempt: z.string(),
    evidence: z
      .looseObject({
        expected: moneyOfEvidence.optional().meta({ description: 'What the operator was asked for.' }),
        received: moneyOfEvidence.optional().meta({ description: 'What arrived.' }),
        transaction_id: z.string().optional(),
        provider: z.string().optional(),
        provider_reference: z.string().nullable().optional(),
        operator_reference: z.string().nullable().optional(),
      })
      .meta({ description: 'What was seen, and by what.' }),
    mode,
    created_at: time,
    settled_at: time.nullable(),
  })
  .meta({ id: 'Discrepancy', description: 'Something that only a person may settle.' });

export const DiscrepancyPage = page(Discrepancy).meta({
  id: 'DiscrepancyPage',
  description: 'Newest first.',
});

export const Refund = z
  .object({
    id: z.string().meta({ example: 're_01jd8e7t5xf9s8m3kq2w6yrznb' }),
    object: z.literal('refund'),
    payment: z.string(),
    status: z.string().meta({ example: 'succeeded' }),
    amount,
    currency,
    by: z.enum(['provider', 'merchant']),
    reason: z.string().nullable(),
    mode,
    created_at: time,
  })
  .meta({ id: 'Refund', description: 'Money back to the payer of a payment.' });

export const Event = z
  .object({
    id: z.string().meta({ example: 'evt_01jd8e7t5xf9s8m3kq2w6yrznb' }),
    type: z.enum(EVENT_TYPES).meta({ example: 'payment.succeeded' }),
    created_at: time,
    mode,
    sequence: z
      .int()
      .min(1)
      .meta({ description: 'Counts per resource: a lower one that comes later is old news.' }),
    data: z
      .discriminatedUnion('object', [Payment, Refund, Discrepancy, WebhookEndpoint])
      .meta({ description: 'The resource as GET returned it when the event happened.' }),
  })
  .meta({ id: 'Event', description: 'What happened. A webhook carries the same.' });

export const EventPage = z
  .object({
    data: z.array(Event),
    has_more: z.boolean(),
    next: z.string().nullable().meta({
      description:
        'Keep it: as `after` it continues where this page ends, also when there was no more. null while nothing ever happened.',
    }),
  })
  .meta({ id: 'EventPage', description: 'Oldest first, in an order that never changes.' });

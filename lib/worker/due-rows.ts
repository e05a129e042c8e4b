import { DELIVERIES_PER_ENDPOINT_MAX } from '#lib/webhooks/schedule.ts';
import type { DueRows } from './claim.ts';

/** Parallel status queries at one connection: providers throttle, and a slow one must leave room for the others. */
export const QUERIES_PER_CONNECTION_MAX = 8;

/** Every kind of row that falls due. `open` matches the partial index of each table. */
export const DUE_ROWS = {
  attemptQueries: {
    kind: 'attempt query',
    table: 'attempts',
    idType: 'text',
    dueAt: 'next_query_at',
    leaseUntil: 'query_lease_until',
    open: 'next_query_at IS NOT NULL',
    group: { by: 'connection_id', max: QUERIES_PER_CONNECTION_MAX },
  },
  paymentExpiries: {
    kind: 'payment expiry',
    table: 'payments',
    idType: 'text',
    dueAt: 'expires_at',
    leaseUntil: 'expire_lease_until',
    open: `status = 'created'`, // a pending payment never expires by the clock
  },
  callbacks: {
    kind: 'callback',
    table: 'callbacks',
    idType: 'uuid',
    dueAt: 'next_try_at',
    leaseUntil: 'lease_until',
    open: 'next_try_at IS NOT NULL',
  },
  deliveries: {
    kind: 'delivery',
    table: 'deliveries',
    idType: 'uuid',
    dueAt: 'next_try_at',
    leaseUntil: 'lease_until',
    open: 'next_try_at IS NOT NULL',
    // Callback addresses of one app share a limit: they are one shop's.
    group: { by: 'coalesce(endpoint_id, app_id)', max: DELIVERIES_PER_ENDPOINT_MAX },
  },
  mails: {
    kind: 'mail',
    table: 'mails',
    idType: 'uuid',
    dueAt: 'next_try_at',
    leaseUntil: 'lease_until',
    open: 'next_try_at IS NOT NULL',
  },
  sandboxSteps: {
    kind: 'sandbox step',
    table: 'sandbox_transactions',
    idType: 'uuid',
    dueAt: 'next_step_at',
    leaseUntil: 'step_lease_until',
    open: 'next_step_at IS NOT NULL',
  },
} as const satisfies Record<string, DueRows>;

import { expirePayment } from '#lib/payments/expire.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { postponeCallback, processCallback } from '#lib/payments/receive-callback.ts';
import { runSandboxStep } from '#lib/sandbox/step.ts';
import { DELIVERIES_PER_ENDPOINT_MAX, deliverOne } from '#lib/webhooks/deliver.ts';
import type { Task } from './loop.ts';

/** Parallel status queries at one connection: providers throttle, and a slow one must leave room for the others. */
const QUERIES_PER_CONNECTION_MAX = 8;

/** Every kind of due row. The limits are per worker, those of groups are for all workers together. */
export const TASKS: readonly Task[] = [
  {
    rows: {
      kind: 'attempt query',
      table: 'attempts',
      idType: 'text',
      dueAt: 'next_query_at',
      leaseUntil: 'query_lease_until',
      open: 'next_query_at IS NOT NULL',
      group: { by: 'connection_id', max: QUERIES_PER_CONNECTION_MAX },
    },
    concurrency: 32,
    run: (id) => queryAttempt(id),
  },
  {
    rows: {
      kind: 'payment expiry',
      table: 'payments',
      idType: 'text',
      dueAt: 'expires_at',
      leaseUntil: 'expire_lease_until',
      open: `status = 'created'`, // a pending payment never expires by the clock
    },
    concurrency: 8,
    run: (id) => expirePayment(id),
  },
  {
    rows: {
      kind: 'callback',
      table: 'callbacks',
      idType: 'uuid',
      dueAt: 'next_try_at',
      leaseUntil: 'lease_until',
      open: 'next_try_at IS NOT NULL',
    },
    concurrency: 16,
    run: (id) =>
      processCallback(id).catch(async (error: unknown) => {
        await postponeCallback(id);
        throw error;
      }),
  },
  {
    rows: {
      kind: 'delivery',
      table: 'deliveries',
      idType: 'uuid',
      dueAt: 'next_try_at',
      leaseUntil: 'lease_until',
      open: 'next_try_at IS NOT NULL',
      // Callback addresses of one app share a limit: they are one shop's.
      group: { by: 'coalesce(endpoint_id, app_id)', max: DELIVERIES_PER_ENDPOINT_MAX },
    },
    concurrency: 256, // waiting sockets cost little: 64 endpoints may hang before others notice
    run: (id) => deliverOne(id),
  },
  {
    rows: {
      kind: 'sandbox step',
      table: 'sandbox_transactions',
      idType: 'uuid',
      dueAt: 'next_step_at',
      leaseUntil: 'step_lease_until',
      open: 'next_step_at IS NOT NULL',
    },
    concurrency: 8,
    run: (id) => runSandboxStep(id),
  },
];

import { systemClock } from '#lib/clock.ts';
import { deliverCallback } from '#lib/compat/deliver.ts';
import { sendMail } from '#lib/mail/send.ts';
import { mailAboutParked } from '#lib/merchants/parked-mail.ts';
import { expirePayment } from '#lib/payments/expire.ts';
import { queryAttempt } from '#lib/payments/query.ts';
import { postponeCallback, processCallback } from '#lib/payments/receive-callback.ts';
import { runSandboxStep } from '#lib/sandbox/step.ts';
import { deliverOne } from '#lib/webhooks/deliver.ts';
import { DUE_ROWS } from './due-rows.ts';
import type { Task } from './loop.ts';

/** What is done with each kind of due row. Concurrency is per worker; limits of groups are for all workers. */
export const TASKS = [
  { rows: DUE_ROWS.attemptQueries, concurrency: 32, run: (id) => queryAttempt(id) },
  { rows: DUE_ROWS.paymentExpiries, concurrency: 8, run: (id) => expirePayment(id) },
  { rows: DUE_ROWS.callbacks, concurrency: 16, run: readCallback },
  // Waiting sockets cost little: 64 endpoints may hang before anybody else notices.
  { rows: DUE_ROWS.deliveries, concurrency: 256, run: deliver },
  { rows: DUE_ROWS.mails, concurrency: 4, run: (id) => sendMail(id) },
  { rows: DUE_ROWS.sandboxSteps, concurrency: 8, run: (id) => runSandboxStep(id) },
] as const satisfies readonly Task[];

async function deliver(id: string): Promise<void> {
  const outcome = await deliverOne(id);
  if (outcome === 'dialect') await deliverCallback(id);
  if (outcome === 'parked') await mailAboutParked(id, systemClock.now());
}

async function readCallback(id: string): Promise<void> {
  try {
    await processCallback(id);
  } catch (error) {
    await postponeCallback(id);
    throw error;
  }
}

/** Sending the payer on to the provider's own page (design, domain: next_action). */
import { db } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import type { ProviderAction } from '#lib/providers/provider.ts';
import { payerDetails } from './payer-details.ts';
import { loadRecord } from './record.ts';
import { blockingAttempt } from './resource.ts';
import { callProvider, isOnProvidersPage } from './submit.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from './types.ts';

export type Departure =
  | { kind: 'redirect'; url: string }
  | { kind: 'form'; url: string; fields: Record<string, string> }
  /** Nothing to go to: the payment's page tells why. */
  | { kind: 'back' };

/**
 * Asks the provider for its session, once, on the payer's click. A second click (back button, second tab) leads to the
 * same session: the claim on `called_at` lets one caller ask.
 */
export async function goToProvider(
  { paymentId }: { paymentId: string },
  deps: Deps = productionDeps(),
): Promise<Departure> {
  const record = await loadRecord(paymentId);
  if (record === undefined) throw new AppError('not_found', 'There is no such payment.');
  const attempt = blockingAttempt(record);
  if (attempt === undefined || !isOnProvidersPage(attempt.flow)) return { kind: 'back' };
  if (attempt.calledAt !== null) return departure(attempt);

  const now = deps.clock.now();
  const claimed = await db.$executeRaw`
    UPDATE attempts SET called_at = ${now} WHERE id = ${attempt.id} AND called_at IS NULL`;
  if (claimed === 0) return { kind: 'back' };
  return departure(await ask({ ...record, attempts: withCalledAt(record, attempt, now) }, attempt, deps));
}

async function ask(record: PaymentRecord, attempt: Attempt, deps: Deps): Promise<Attempt | undefined> {
  const connection = await db.connection.findUniqueOrThrow({ where: { id: attempt.connectionId } });
  const { phone } = await payerDetails(attempt.id);
  const after = await callProvider(record, { attemptId: attempt.id, route: { connection }, phone }, deps);
  return blockingAttempt(after);
}

function withCalledAt({ attempts }: PaymentRecord, attempt: Attempt, calledAt: Date): Attempt[] {
  return attempts.map((other) => (other.id === attempt.id ? { ...other, calledAt } : other));
}

function departure(attempt: Attempt | undefined): Departure {
  const action = attempt?.nextAction as unknown as ProviderAction | null | undefined; // written by apply-observation
  if (action?.type === 'redirect' && action.url !== '') return { kind: 'redirect', url: action.url };
  if (action?.type === 'form' && action.url !== '')
    return { kind: 'form', url: action.url, fields: action.fields };
  return { kind: 'back' };
}

/** Sending the payer on to the provider's own page (design, domain: next_action). */
import { crashPoint } from '#lib/crash-points.ts';
import { db, inTransaction, type Tx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { ProviderAction } from '#lib/providers/provider.ts';
import { openAction } from './next-action.ts';
import { payerDetails } from './payer-details.ts';
import { nextQueryAt } from './query-schedule.ts';
import { lockRecord } from './record.ts';
import { blockingAttempt } from './resource.ts';
import { callProvider, isOnProvidersPage } from './submit.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from './types.ts';

export type Departure =
  | { kind: 'redirect'; url: string; operator: OperatorId }
  | { kind: 'form'; url: string; fields: Record<string, string> }
  /** Nothing to go to: the payment's page tells why. */
  | { kind: 'back' };

/**
 * Asks the provider for its session, once, on the payer's click. A second click (back button, second tab) leads to the
 * same session: one caller claims the asking, under the payment's lock, so that neither a success nor an expiry that
 * comes at the same moment is passed over.
 */
export async function goToProvider(
  { paymentId }: { paymentId: string },
  deps: Deps = productionDeps(),
): Promise<Departure> {
  const claim = await inTransaction((tx) => claimSession(tx, paymentId, deps));
  switch (claim.kind) {
    case 'nothing':
      return { kind: 'back' };
    case 'asked':
      return departure(claim.attempt);
    case 'claimed':
      crashPoint('session-claimed');
      return departure(await ask(claim.record, claim.attempt, deps));
  }
}

type Claim =
  | { kind: 'nothing' }
  | { kind: 'asked'; attempt: Attempt }
  | { kind: 'claimed'; record: PaymentRecord; attempt: Attempt };

async function claimSession(tx: Tx, paymentId: string, { clock }: Deps): Promise<Claim> {
  const record = await lockRecord(tx, paymentId);
  if (record === undefined) throw new AppError('not_found', 'There is no such payment.');
  const attempt = record.payment.status === 'pending' ? blockingAttempt(record) : undefined;
  if (attempt === undefined || !isOnProvidersPage(attempt.flow)) return { kind: 'nothing' };
  if (attempt.calledAt !== null && !mayAskAgain(attempt)) return { kind: 'asked', attempt };
  const now = clock.now();
  // The next query time goes with the claim: a crash during the call is then found like any other silence.
  const data = {
    calledAt: now,
    callEndedAt: null,
    nextQueryAt: nextQueryAt({ submittedAt: now }, now) ?? null,
  };
  const called = await tx.attempt.update({ where: { id: attempt.id }, data });
  const attempts = record.attempts.map((other) => (other.id === called.id ? called : other));
  return { kind: 'claimed', record: { ...record, attempts }, attempt: called };
}

/**
 * A form's session that was asked for without a readable answer: nothing begins before the payer's browser posts the
 * form, so it is asked for anew. A redirect's transaction may exist at the provider by now, and is not.
 */
function mayAskAgain(attempt: Attempt): boolean {
  const action = attempt.nextAction as unknown as ProviderAction | null; // written by submit and apply-observation
  return action?.type === 'form' && action.url === '' && attempt.callEndedAt !== null;
}

async function ask(record: PaymentRecord, attempt: Attempt, deps: Deps): Promise<Attempt | undefined> {
  const connection = await db.connection.findUniqueOrThrow({ where: { id: attempt.connectionId } });
  const { phone } = await payerDetails(attempt.id);
  const after = await callProvider(record, { attemptId: attempt.id, route: { connection }, phone }, deps);
  return blockingAttempt(after);
}

function departure(attempt: Attempt | undefined): Departure {
  const action = attempt === undefined ? undefined : openAction(attempt);
  if (attempt !== undefined && action?.type === 'redirect' && action.url !== '')
    return { kind: 'redirect', url: action.url, operator: attempt.operator as OperatorId }; // from the catalogue
  if (action?.type === 'form' && action.url !== '')
    return { kind: 'form', url: action.url, fields: action.fields };
  return { kind: 'back' };
}

/** Asking the provider how an attempt stands; called by the worker, and after a callback that is no proof. */
import { addMs } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { log } from '#lib/log.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Flow, Manifest, Observation, Outcome } from '#lib/providers/provider.ts';
import { connectionContext } from '#lib/routing/connection-context.ts';
import { paced, timings } from '#lib/timings.ts';
import { applyObservation, applyUnresolved } from './apply-observation.ts';
import { nextQueryAt } from './query-schedule.ts';
import { storedMoney } from './record.ts';
import { releaseAttempt } from './release.ts';
import { isFinalAttempt } from './state.ts';
import { isOnProvidersPage } from './submit.ts';
import { type AttemptStatus, type Deps, deps as productionDeps } from './types.ts';

/**
 * Queries one attempt and applies the answer; plans the next query, or gives up after 72 h.
 *
 * @returns what the provider answered; `undefined` when it could not be asked
 */
export async function queryAttempt(
  attemptId: string,
  deps: Deps = productionDeps(),
): Promise<Outcome | undefined> {
  const attempt = await db.attempt.findUnique({ where: { id: attemptId } });
  if (attempt === null) return undefined;
  const { paymentId } = attempt;
  const { manifest, query } = providerById(attempt.provider);
  const now = deps.clock.now();
  const ageMs = now.getTime() - attempt.submittedAt.getTime();
  const open = !isFinalAttempt(attempt.status as AttemptStatus); // by CHECK

  let answer: Outcome | undefined;

  if (attempt.calledAt === null) {
    await neverAsked(attempt, manifest, deps);
    return undefined;
  }
  if (canAsk(attempt, manifest)) {
    const connection = await db.connection.findUniqueOrThrow({ where: { id: attempt.connectionId } });
    const observation = await query(
      {
        kind: 'payment',
        reference: attempt.reference,
        ...(attempt.providerReference === null ? {} : { providerReference: attempt.providerReference }),
        operator: attempt.operator as OperatorId, // written from the catalogue alone
        flow: attempt.flow as Flow, // written from a manifest alone
        money: storedMoney(attempt.amount, attempt.currency),
      },
      connectionContext(connection, deps),
    ).catch((error: unknown): Observation => {
      log.error({ err: error, attemptId }, 'a provider client threw; silence is unknown');
      return { outcome: 'unknown', source: 'query', raw: { error: 'client failed' } };
    });
    await applyObservation({ paymentId, attemptId, observation }, deps);
    answer = observation.outcome;
  } else {
    await planNext(attempt, now);
  }
  if (open && ageMs >= timings().unresolvedAfterMs) await applyUnresolved({ paymentId, attemptId }, deps);
  if (open && isOnProvidersPage(attempt.flow))
    await releaseAttempt({ paymentId, because: 'session_over' }, deps);
  return answer;
}

/** A provider that finds transactions only by its own reference cannot be asked until it told us that reference. */
function canAsk(attempt: Attempt, { queryBy }: Manifest): boolean {
  return queryBy === 'reference' || (queryBy === 'provider_reference' && attempt.providerReference !== null);
}

/** The payer never clicked through: nothing was ever asked of the provider, so this is certain. */
async function neverAsked(attempt: Attempt, manifest: Manifest, deps: Deps): Promise<void> {
  const sessionMs = paced(manifest.sessionMs ?? manifest.approvalWindowMs);
  const endsAt = addMs(attempt.submittedAt, sessionMs);
  if (deps.clock.now() < endsAt) {
    await db.attempt.update({ where: { id: attempt.id }, data: { nextQueryAt: endsAt } });
    return;
  }
  const observation: Observation = {
    outcome: 'expired',
    source: 'reply',
    failureCode: 'session_expired',
    raw: { note: 'the payer never went to the provider' },
  };
  await applyObservation({ paymentId: attempt.paymentId, attemptId: attempt.id, observation }, deps);
}

async function planNext(attempt: Attempt, now: Date): Promise<void> {
  const open = !isFinalAttempt(attempt.status as AttemptStatus) && attempt.status !== 'unresolved'; // by CHECK
  const next = open ? (nextQueryAt(attempt, now) ?? addMs(now, timings().leaseMs)) : null;
  await db.attempt.update({ where: { id: attempt.id }, data: { nextQueryAt: next } });
}

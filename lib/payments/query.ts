/** Asking the provider how an attempt stands; called by the worker, and after a callback that is no proof. */
import { addMs } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db } from '#lib/db.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { log } from '#lib/log.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Flow, Manifest, Observation } from '#lib/providers/provider.ts';
import { connectionContext } from '#lib/routing/connection-context.ts';
import { paced, timings } from '#lib/timings.ts';
import { applyChange, applyObservation, applyUnresolved } from './apply-observation.ts';
import { closeAttempt } from './close.ts';
import { isFinalAttempt } from './decision.ts';
import { decideNeverAsked } from './moves.ts';
import { nextQueryAt } from './query-schedule.ts';
import { attemptFacts, paymentFacts, storedMoney } from './record.ts';
import { releaseAttempt } from './release.ts';
import { isOnProvidersPage } from './submit.ts';
import { type AttemptStatus, type Deps, deps as productionDeps } from './types.ts';

/** Queries one attempt and applies the answer; plans the next query, or gives up after 72 h. */
export async function queryAttempt(attemptId: string, deps: Deps = productionDeps()): Promise<void> {
  const attempt = await db.attempt.findUnique({ where: { id: attemptId } });
  if (attempt === null) return;
  crashPoint('query-taken');
  const { paymentId } = attempt;
  const { manifest } = providerById(attempt.provider);
  const now = deps.clock.now();
  const ageMs = now.getTime() - attempt.submittedAt.getTime();
  const open = !isFinalAttempt(attempt.status as AttemptStatus); // by CHECK

  if (attempt.calledAt === null) return neverAsked(attempt, manifest, deps);
  try {
    await ask(attempt, manifest, deps);
  } finally {
    // Whatever went wrong with the answer, nothing waits for ever (domain rule 14).
    if (open && ageMs >= timings().unresolvedAfterMs) await applyUnresolved({ paymentId, attemptId }, deps);
  }
  // Who cannot be asked keeps the payer until the attempt is closed: awaitWord knows when.
  if (open && isOnProvidersPage(attempt.flow) && manifest.queryBy !== 'none')
    await releaseAttempt({ paymentId, because: 'session_over' }, deps);
}

async function ask(attempt: Attempt, manifest: Manifest, deps: Deps): Promise<void> {
  const { id: attemptId, paymentId } = attempt;
  const { query } = providerById(attempt.provider);
  if (manifest.queryBy === 'none') {
    await awaitWord(attempt, deps);
  } else if (canAsk(attempt, manifest)) {
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
    crashPoint('query-answered');
    await applyObservation({ paymentId, attemptId, observation, asked: attempt }, deps);
    crashPoint('query-applied');
  } else {
    await planNext(attempt, deps.clock.now());
  }
}

/** There is nobody to ask: the provider's word comes by itself, or the attempt is over when its page is. */
async function awaitWord(attempt: Attempt, deps: Deps): Promise<void> {
  const { id: attemptId, paymentId, calledAt, submittedAt } = attempt;
  const { manifest, pageEndsMs } = providerById(attempt.provider);
  const { settings } = await db.connection.findUniqueOrThrow({ where: { id: attempt.connectionId } });
  const lifeMs = pageEndsMs?.(settings) ?? manifest.sessionMs ?? manifest.approvalWindowMs;
  const endsAt = addMs(calledAt ?? submittedAt, paced(lifeMs));
  if (deps.clock.now() < endsAt) {
    await db.attempt.update({ where: { id: attemptId }, data: { nextQueryAt: endsAt } });
    return;
  }
  const { payment } = await closeAttempt({ paymentId, attemptId, failureCode: 'session_expired' }, deps);
  // Its money is being checked by a person: the attempt waits for that.
  if (payment.suspense) await planNext(attempt, deps.clock.now());
}

/** A provider that finds transactions only by its own reference cannot be asked until it told us that reference. */
function canAsk(attempt: Attempt, { queryBy }: Manifest): boolean {
  return queryBy === 'reference' || (queryBy === 'provider_reference' && attempt.providerReference !== null);
}

/** The payer never clicked through: nothing was ever asked of the provider. Certain only under the payment's lock. */
async function neverAsked(attempt: Attempt, manifest: Manifest, deps: Deps): Promise<void> {
  const sessionMs = paced(manifest.sessionMs ?? manifest.approvalWindowMs);
  const endsAt = addMs(attempt.submittedAt, sessionMs);
  if (deps.clock.now() < endsAt) {
    await db.attempt.update({ where: { id: attempt.id }, data: { nextQueryAt: endsAt } });
    return;
  }
  await applyChange(
    attempt.paymentId,
    ({ payment, attempts }, now) => {
      const current = attempts.find(({ id }) => id === attempt.id);
      if (current === undefined || current.calledAt !== null) return undefined;
      const decision = decideNeverAsked(paymentFacts(payment), attemptFacts(current), now);
      return { decision, attemptId: attempt.id };
    },
    deps,
  );
}

async function planNext(attempt: Attempt, now: Date): Promise<void> {
  const open = !isFinalAttempt(attempt.status as AttemptStatus) && attempt.status !== 'unresolved'; // by CHECK
  const since = attempt.hintedAt ?? attempt.calledAt ?? attempt.submittedAt;
  const planned = open || attempt.hintedAt !== null ? nextQueryAt({ submittedAt: since }, now) : undefined;
  const next = planned ?? (open ? addMs(now, timings().leaseMs) : null);
  await db.attempt.update({ where: { id: attempt.id }, data: { nextQueryAt: next } });
  crashPoint('query-planned');
}

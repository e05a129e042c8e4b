/** The payer's one-time code on its way to the provider. */
import { addMs } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Observation } from '#lib/providers/provider.ts';
import { connectionContext } from '#lib/routing/connection-context.ts';
import { timings } from '#lib/timings.ts';
import { applyObservation } from './apply-observation.ts';
import { OTP_TRIES_MAX } from './limits.ts';
import { loadRecord } from './record.ts';
import { blockingAttempt } from './resource.ts';
import { type Deps, type PaymentRecord, deps as productionDeps } from './types.ts';

/**
 * Sends the code. A wrong one counts: after OTP_TRIES_MAX the attempt fails.
 *
 * @throws AppError `otp_not_expected`, `otp_invalid` (tries remain), `otp_tries_exhausted`
 */
export async function authorizePayment(
  { paymentId, code }: { paymentId: string; code: string },
  deps: Deps = productionDeps(),
): Promise<PaymentRecord> {
  const record = await loadRecord(paymentId);
  if (record === undefined) throw new AppError('not_found', 'There is no such payment.');
  const attempt = blockingAttempt(record);
  const provider = attempt === undefined ? undefined : providerById(attempt.provider);
  if (
    record.payment.status !== 'pending' ||
    attempt?.status !== 'requires_otp' ||
    attempt.providerReference === null ||
    provider?.confirmOtp === undefined
  ) {
    throw new AppError('otp_not_expected', 'This payment does not wait for a code.');
  }
  if (attempt.otpTries >= OTP_TRIES_MAX) {
    throw new AppError('otp_tries_exhausted', 'The code was wrong too often: wait for the result.');
  }
  await claimTry(attempt.id, deps);
  crashPoint('code-claimed');

  const connection = await db.connection.findUniqueOrThrow({ where: { id: attempt.connectionId } });
  const { reference, providerReference } = attempt;
  const observation = await provider
    .confirmOtp({ reference, providerReference, code }, connectionContext(connection, deps))
    .catch((error: unknown): Observation => {
      log.error({ err: error, attemptId: attempt.id }, 'a provider client threw; silence is unknown');
      return { outcome: 'unknown', source: 'reply', raw: { error: 'client failed' } };
    });
  crashPoint('code-answered');
  const applied = await applyObservation({ paymentId, attemptId: attempt.id, observation }, deps);
  crashPoint('code-applied');
  if (observation.failureCode !== 'otp_invalid') return applied.record;
  const tried = applied.record.attempts.find(({ id }) => id === attempt.id)?.otpTries ?? OTP_TRIES_MAX;
  if (tried >= OTP_TRIES_MAX) {
    throw new AppError('otp_tries_exhausted', 'The code was wrong too often: this attempt has ended.');
  }
  // The operator may have ended the attempt at the same moment (an expired code): then no try is left to count.
  const goesOn = blockingAttempt(applied.record)?.id === attempt.id;
  const rest = goesOn
    ? `Tries left: ${OTP_TRIES_MAX - tried}.`
    : 'This attempt has ended: start another one.';
  throw new AppError('otp_invalid', `The code is wrong or has expired. ${rest}`, {
    errors: [{ path: 'code', message: 'Wrong or expired.' }],
  });
}

/** One code at a time: two tabs that guess at once must not get twice the tries. */
async function claimTry(attemptId: string, deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const claimed = await db.$executeRaw`
    UPDATE attempts SET otp_busy_until = ${addMs(now, timings().providerTimeoutMs)}
    WHERE id = ${attemptId} AND status = 'requires_otp' AND (otp_busy_until IS NULL OR otp_busy_until <= ${now})`;
  if (claimed === 0) {
    throw new AppError('otp_not_expected', 'Another code is being checked: wait a moment.', {
      headers: { 'Retry-After': '2' },
    });
  }
}

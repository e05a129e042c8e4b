import { addMs } from '#lib/clock.ts';
import { inTransaction } from '#lib/db.ts';
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, open, seal } from '#lib/secrets.ts';
import { type AppScope, alone, lockEndpoint, type Together } from './endpoints.ts';

/** How long both secrets sign: enough to deploy the new one, and never for ever. */
export const OVERLAP_MS_DEFAULT = 24 * 3_600_000;
export const OVERLAP_MS_MAX = 7 * 24 * 3_600_000;

/**
 * Gives an endpoint a new secret. The one before it signs too for `overlapMs`: each delivery then carries two
 * signatures. Two secrets at most: a roll within the overlap of another ends the oldest.
 *
 * @returns undefined when `together` was not free, `not_found` when there is no such endpoint
 */
export async function rollSecret(
  scope: AppScope,
  id: string,
  {
    overlapMs = OVERLAP_MS_DEFAULT,
    now,
    together = alone,
  }: { overlapMs?: number | undefined; now: Date; together?: Together },
): Promise<{ endpoint: WebhookEndpoint; secret: string } | 'not_found' | undefined> {
  const secret = newSigningSecret();
  return inTransaction(async (tx) => {
    const before = await lockEndpoint(tx, scope, id);
    if (before === undefined) return 'not_found';
    if (!(await together(tx, id))) return undefined;
    const endpoint = await tx.webhookEndpoint.update({
      where: { id },
      data: {
        secretSealed: seal(secret, sealPurpose.webhookSecret(id)),
        oldSecretSealed: overlapMs > 0 ? before.secretSealed : null,
        oldSecretUntil: overlapMs > 0 ? addMs(now, overlapMs) : null,
      },
    });
    return { endpoint, secret };
  });
}

/** The secret as it is now: for the answer to a request that made it and was never answered. */
export function currentSecret({ id, secretSealed }: WebhookEndpoint): string {
  return open(secretSealed, sealPurpose.webhookSecret(id));
}

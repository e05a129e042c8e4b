/** The one-time code of story 219. */
import { db, inTransaction, notifyDue } from '#lib/db.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Backend, ServerAccount } from '#lib/providers/provider.ts';
import { dueAt } from './operators.ts';
import { lockTransaction, type SandboxDeps } from './step.ts';
import { storyTimes } from './times.ts';
import { serverTransaction } from './transactions.ts';

/** The one right code, the one that is too old; every other is wrong. */
export const CODE_RIGHT = '1234';
const CODE_EXPIRED = '9999';

/** Checks a code: the right one sets the story going, an expired one ends it, any other changes nothing. */
export async function confirmOtp(
  account: ServerAccount,
  by: { providerReference: string; code: string },
  deps: SandboxDeps,
): ReturnType<Backend['confirmOtp']> {
  const found = await db.sandboxTransaction.findFirst({
    where: { accountId: account.id, providerReference: by.providerReference },
  });
  if (found === null) return { ok: false, refusal: 'not_found', message: 'Transaction inconnue' };
  const { manifest } = providerById(found.provider);
  const result = await inTransaction(async (tx): Promise<Awaited<ReturnType<Backend['confirmOtp']>>> => {
    const row = await lockTransaction(tx, found.id);
    if (row === undefined || row.status !== 'requires_otp') {
      return { ok: false, refusal: 'otp_not_expected', message: 'Aucun code n’est attendu' };
    }
    const now = deps.clock.now();
    if (by.code === CODE_EXPIRED) {
      // A code that is too old ends the transaction: the payer needs a new one, and so a new request.
      const ended = { status: 'failed', failure: 'otp_invalid', story: 'decided', step: 0, completedAt: now };
      await tx.sandboxTransaction.update({ where: { id: row.id }, data: { ...ended, nextStepAt: now } });
      return { ok: false, refusal: 'otp_invalid', message: 'Code expiré' };
    }
    if (by.code !== row.code) return { ok: false, refusal: 'otp_invalid', message: 'Code incorrect' };
    const nextStepAt = dueAt(row, row.step, { from: now, times: storyTimes(), manifest });
    const confirmed = await tx.sandboxTransaction.update({
      where: { id: row.id },
      data: { status: 'pending', nextStepAt },
    });
    return { ok: true, value: serverTransaction(confirmed, manifest) };
  });
  await notifyDue();
  return result;
}

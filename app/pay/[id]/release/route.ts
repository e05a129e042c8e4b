import { comeBack } from '#lib/payments/come-back.ts';
import { releaseAttempt } from '#lib/payments/release.ts';
import { blockingAttempt } from '#lib/payments/resource.ts';
import { isOnProvidersPage } from '#lib/payments/submit.ts';
import { answerForm, type RouteParams } from '../form.ts';

/** "I did not confirm it" on the phone, or "I left that page": the rules decide whether the payer may go on. */
export function POST(request: Request, params: RouteParams): Promise<Response> {
  return answerForm(request, params, async (form) => {
    const attempt = blockingAttempt(form.record);
    if (attempt === undefined) return form.back();
    if (isOnProvidersPage(attempt.flow) && attempt.calledAt !== null) {
      // The provider is asked first: a payer who did pay there must not be offered to pay again.
      await comeBack({ reference: attempt.reference, result: 'cancel' });
      return form.back();
    }
    const because = isOnProvidersPage(attempt.flow) ? 'payer_came_back' : 'payer_did_not_confirm';
    const { released } = await releaseAttempt({ paymentId: form.id, because });
    return released ? form.back() : form.back({ error: 'not_released' });
  });
}

import { AppError } from '#lib/errors.ts';
import { cancelPayment } from '#lib/payments/cancel.ts';
import { answerForm, type RouteParams } from '../form.ts';

/** The payer gives up, and has said so twice; possible while nothing is under way. */
export function POST(request: Request, params: RouteParams): Promise<Response> {
  return answerForm(request, params, async (form) => {
    if (!form.record.payment.hosted) return form.back({ error: 'not_canceled' });
    if (form.field('sure', 1) !== '1') return form.back({ error: 'cancel_unsure' });
    try {
      await cancelPayment({ paymentId: form.id, by: 'payer' });
    } catch (error) {
      // Another tab was quicker: the page shows what it did.
      if (!(error instanceof AppError)) throw error;
    }
    return form.back();
  });
}

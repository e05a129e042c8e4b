import { authorizePayment } from '#lib/payments/authorize.ts';
import { answerForm, type RouteParams } from '../form.ts';

/** The code of an SMS. Whether it was right is told by the state; here only what cannot be a code is refused. */
export function POST(request: Request, params: RouteParams): Promise<Response> {
  return answerForm(request, params, async (form) => {
    const code = form.field('code', 40).normalize('NFKC').replace(/[\s-]/g, '');
    if (code === '') return form.back({ error: 'otp_empty' });
    if (!/^\d{3,10}$/.test(code)) return form.back({ error: 'otp_format' });
    await authorizePayment({ paymentId: form.id, code });
    return form.back();
  });
}

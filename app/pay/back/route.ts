/**
 * Providers' pages send the payer back here. One address for all payments, because some providers know only the return
 * addresses of the whole account and add our reference to them (My-CoolPay, `/paylink`). The reference has 103 random
 * bits; the link proves nothing, so the provider is asked.
 */
import { comeBack } from '#lib/payments/come-back.ts';

const RESULTS = ['success', 'cancel', 'failure'] as const;

export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const result = RESULTS.find((known) => known === searchParams.get('result'));
  const reference = searchParams.get('reference') ?? '';
  const paymentId = await comeBack({ reference, result: result ?? 'success' });
  const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
  if (paymentId === undefined)
    return new Response(null, { status: 303, headers: { ...headers, Location: '/' } });
  return new Response(null, { status: 303, headers: { ...headers, Location: `/pay/${paymentId}` } });
}

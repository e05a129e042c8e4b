/** The provider's page sends the payer back here; the link is no proof, so the provider is asked. */
import { comeBack } from '#lib/payments/come-back.ts';

const RESULTS = ['success', 'cancel', 'failure'] as const;

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const told = new URL(request.url).searchParams.get('result');
  const result = RESULTS.find((known) => known === told);
  if (result !== undefined) await comeBack({ paymentId: id, result });
  return new Response(null, { status: 303, headers: { Location: `/pay/${encodeURIComponent(id)}`, 'Cache-Control': 'no-store' } });
}

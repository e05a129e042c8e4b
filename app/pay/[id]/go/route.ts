import { isId } from '#lib/ids.ts';
import { goToProvider } from '#lib/payments/go.ts';
import { PRIVATE_HEADERS } from '../../../page-headers.ts';
import { answerDeparture } from '../departure.ts';
import { answerForm, type RouteParams } from '../form.ts';

/** On to the provider's page, by the payer's own press of the button. */
export function POST(request: Request, params: RouteParams): Promise<Response> {
  return answerForm(request, params, async (form) =>
    answerDeparture(form, await goToProvider({ paymentId: form.id })),
  );
}

/** The address shops hand out (`next_action.url`). Previews and prefetches open it too, so it only shows the button. */
export async function GET(_request: Request, { params }: RouteParams): Promise<Response> {
  const { id } = await params;
  const known = isId('pay', id) ? `/pay/${id}` : '/pay/unknown';
  return new Response(null, { status: 303, headers: { ...PRIVATE_HEADERS, Location: known } });
}

/** What the payer did on the simulated provider's page, and the way back to the shop. */
import { decidePage } from '#lib/sandbox/page.ts';
import { forbidden, readOwnForm, seeOther } from '../../../form.ts';
import { address } from '../../../frame.tsx';

type Params = { params: Promise<{ ref: string }> };

const ACTIONS = ['approve', 'decline', 'back', 'expire'] as const;

export async function POST(request: Request, { params }: Params): Promise<Response> {
  const { ref } = await params;
  const form = await readOwnForm(request);
  if (form === undefined) return forbidden();
  const action = ACTIONS.find((known) => known === form.field('action', 10));
  const stay = address(`/sandbox/pay/${encodeURIComponent(ref)}`, { lang: form.lang });
  if (action === undefined) return seeOther(stay);
  const url = await decidePage({
    providerReference: ref,
    action,
    number: form.field('number', 40),
    operator: form.field('operator', 40),
    step: form.field('step', 20) === 'code' ? 'code' : 'number_and_pin',
    pin: form.field('pin', 10),
    code: form.field('code', 10),
  });
  return seeOther(url ?? stay);
}

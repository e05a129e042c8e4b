/** How an order stands; its page asks each second. */
import { chooseLocale } from '#lib/i18n/locale.ts';
import { mayUseShop } from '#lib/sandbox/access.ts';
import { findOrder } from '#lib/sandbox/shop.ts';
import { gone } from '../../../../form.ts';
import { orderView } from '../view.ts';

type Params = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Params): Promise<Response> {
  const order = mayUseShop() ? await findOrder((await params).id) : undefined;
  if (order === undefined) return gone();
  const locale = chooseLocale({ asked: new URL(request.url).searchParams.get('lang') ?? undefined });
  return Response.json(orderView(order, locale), { headers: { 'Cache-Control': 'no-store' } });
}

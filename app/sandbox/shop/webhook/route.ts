/** Where Cross tells the demo shop what happened. */
import { mayUseShop } from '#lib/sandbox/access.ts';
import { receiveShopWebhook, type WebhookVerdict } from '#lib/sandbox/shop.ts';
import { gone } from '../../form.ts';

const BODY_LENGTH_MAX = 256 * 1024;

const STATUS = { stored: 204, other: 204, forged: 401, unreadable: 400 } as const satisfies Record<
  WebhookVerdict,
  number
>;

export async function POST(request: Request): Promise<Response> {
  if (!mayUseShop()) return gone();
  const body = await request.text();
  if (body.length > BODY_LENGTH_MAX) return new Response(null, { status: 413 });
  const verdict = await receiveShopWebhook({ headers: Object.fromEntries(request.headers), body });
  return new Response(null, { status: STATUS[verdict] });
}

/** What is new on a handset; its page asks each second, and so counts as open. */
import { chooseLocale } from '#lib/i18n/locale.ts';
import { mayUseHandset } from '#lib/sandbox/access.ts';
import { readHandsetNumber } from '#lib/sandbox/handset.ts';
import { gone } from '../../form.ts';
import { handsetView } from '../view.ts';

export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const phone = readHandsetNumber(searchParams.get('number') ?? '');
  if (!mayUseHandset() || phone === undefined) return gone();
  const locale = chooseLocale({ asked: searchParams.get('lang') ?? undefined });
  return Response.json(await handsetView(phone, locale), { headers: { 'Cache-Control': 'no-store' } });
}

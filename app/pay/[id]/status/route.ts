import { systemClock } from '#lib/clock.ts';
import { findPublicPayment } from '#lib/payments/find.ts';
import { checkoutView } from '../checkout-view.ts';
import { isDesktop } from '../device.ts';
import { versionOf } from '../version.ts';

/** Has the page anything new to say, and when should it ask again? Less than 300 bytes, read every few seconds. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const record = await findPublicPayment(id);
  if (record === undefined) return Response.json({ error: 'not_found' }, { status: 404, headers: HEADERS });
  // Neither the choice nor the way out is a part of the version, so neither is worked out here.
  const desktop = isDesktop(request.headers);
  const view = checkoutView({ record, operators: [], leaveUrl: '', desktop, now: systemClock.now() });
  return Response.json({ version: versionOf(view), ask_again_ms: view.askAgainMs }, { headers: HEADERS });
}

/** An answer to our own script needs less said about it than a page does. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

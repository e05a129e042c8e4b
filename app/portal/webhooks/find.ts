import { notFound } from 'next/navigation';
import type { DeveloperTexts } from '#components/portal/developer/texts.ts';
import type { Tone } from '#components/ui/notice.tsx';
import type { WebhookEndpoint } from '#lib/generated/prisma/client.ts';
import { isId } from '#lib/ids.ts';
import { findMerchantEndpoint } from '#lib/merchants/manage-endpoints.ts';
import type { PortalPage } from '../open-page.ts';

/** The merchant's endpoint of that id in the page's mode, or the 404 of what does not exist. */
export async function mustFindEndpoint(page: PortalPage, id: string): Promise<WebhookEndpoint> {
  const within = { merchantId: page.session.merchant.id, mode: page.mode };
  const endpoint = isId('we', id) ? await findMerchantEndpoint(within, id) : undefined;
  return endpoint ?? notFound();
}

export const DELIVERY_STATUSES = ['due', 'delivered', 'parked'] as const;

/** A delivery's state in a word and a tone. */
export function deliveryState(status: string, t: DeveloperTexts): { tone: Tone; word: string } {
  if (status === 'delivered') return { tone: 'good', word: t.delivered };
  return status === 'parked' ? { tone: 'bad', word: t.parked } : { tone: 'wait', word: t.due };
}

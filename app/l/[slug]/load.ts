import { type Before, isLinkError, type LinkView } from '#components/link/view.ts';
import { brandOf } from '#lib/brand.ts';
import { newUuid } from '#lib/ids.ts';
import type { PublicLink } from '#lib/links/find-link.ts';
import { findLinkPayment } from '#lib/links/find-payment.ts';
import { linkState } from '#lib/links/link-state.ts';
import { linkUrl } from '#lib/links/resource.ts';
import { linkAmount, linkCountry, payableAmount } from '#lib/links/terms.ts';
import { storedMoney } from '#lib/payments/record.ts';
import type { LinkMemory } from './memory.ts';

/** Everything that the page of a link says. Reads only: opening the page changes nothing. */
export async function loadLinkView(
  found: PublicLink,
  { memory, error, now }: { memory: LinkMemory; error: unknown; now: Date },
): Promise<LinkView> {
  const { link, app, counts, mayTakeMoney } = found;
  const { slug } = link;
  const before = memory.payment === undefined ? undefined : await loadBefore(found, memory.payment, now);
  const state = linkState(link, counts, now);
  return {
    slug,
    url: linkUrl(link),
    test: link.mode === 'test',
    shop: app.name,
    brand: brandOf(app),
    country: linkCountry(app),
    description: link.description,
    // A payer who missed the operators' bounds needs to see them; others are spared figures that hardly concern them.
    amount: isLinkError(error) ? payableAmount(linkAmount(link), linkCountry(app)) : linkAmount(link),
    state: state === 'open' && !mayTakeMoney ? 'paused' : state,
    asksName: link.asksName,
    nonce: newUuid(),
    ...(before === undefined ? {} : { before }),
    typed: {
      ...(memory.amount === undefined ? {} : { amount: memory.amount }),
      ...(memory.name === undefined ? {} : { name: memory.name }),
    },
    ...(isLinkError(error) ? { error } : {}),
  };
}

/** What this browser began: worth telling while it is open, and once it is paid. */
async function loadBefore({ link }: PublicLink, paymentId: string, now: Date): Promise<Before | undefined> {
  const payment = (await findLinkPayment(link, paymentId))?.payment;
  if (payment === undefined) return undefined;
  const money = storedMoney(payment.amount, payment.currency);
  if (payment.status === 'succeeded')
    return { paymentId, money, paidAt: payment.completedAt ?? payment.createdAt };
  const open = payment.status === 'pending' || (payment.status === 'created' && payment.expiresAt > now);
  return open ? { paymentId, money } : undefined;
}

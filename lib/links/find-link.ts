/** Reading links: by their shop within a scope, by a payer with the unguessable slug. */
import { db } from '#lib/db.ts';
import type { App, Payment, PaymentLink } from '#lib/generated/prisma/client.ts';
import { isId, isLinkSlug } from '#lib/ids.ts';
import { isOpenMerchant } from '#lib/merchants/is-open.ts';
import type { Scope } from '#lib/payments/types.ts';
import { countPayments } from './count-payments.ts';
import { linkIdOf } from './start-payment.ts';
import type { CountedLink } from './types.ts';

/** One link of the scope; another merchant's, app's or mode's and a missing one are both undefined. */
export async function findLink(scope: Scope, id: string, now: Date): Promise<CountedLink | undefined> {
  const link = isId('plink', id) ? await db.paymentLink.findFirst({ where: { id, ...within(scope) } }) : null;
  return link === null ? undefined : (await counted([link], now))[0];
}

/** A page of links, newest first, by keyset: `after` names the last one of the page before. */
export async function listLinks(
  scope: Scope,
  { limit, after, active }: { limit: number; after?: string | undefined; active?: boolean | undefined },
  now: Date,
): Promise<{ links: CountedLink[]; hasMore: boolean; next?: string }> {
  const last =
    after === undefined ? null : await db.paymentLink.findFirst({ where: { id: after, ...within(scope) } });
  if (after !== undefined && last === null) return { links: [], hasMore: false };
  const rows = await db.paymentLink.findMany({
    where: {
      ...within(scope),
      ...(active === undefined ? {} : { active }),
      ...(last === null
        ? {}
        : {
            OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }],
          }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const hasMore = rows.length > limit;
  const end = page.at(-1);
  return {
    links: await counted(page, now),
    hasMore,
    ...(hasMore && end !== undefined ? { next: end.id } : {}),
  };
}

/** A link as its payers see it. */
export interface PublicLink extends CountedLink {
  app: App;
  /** False while the shop may not take money: nothing of it is begun then. */
  mayTakeMoney: boolean;
}

/** The link of an address. A slug is small; one that was typed with capitals is read all the same. */
export async function findPublicLink(slug: string, now: Date): Promise<PublicLink | undefined> {
  if (!isLinkSlug(slug)) return undefined;
  const link = await db.paymentLink.findUnique({ where: { slug: slug.toLowerCase() } });
  if (link === null) return undefined;
  const [app, open, [found]] = await Promise.all([
    db.app.findUniqueOrThrow({ where: { id: link.appId } }),
    isOpenMerchant(link.merchantId),
    counted([link], now),
  ]);
  if (found === undefined) return undefined;
  return { ...found, app, mayTakeMoney: open && (link.mode === 'test' || app.liveApproved) };
}

/** The slug of the link that made a payment; undefined for a payment of the shop's own. */
export async function linkSlugOf(payment: Pick<Payment, 'origin' | 'metadata'>): Promise<string | undefined> {
  const id = linkIdOf(payment);
  if (id === undefined) return undefined;
  return (await db.paymentLink.findUnique({ where: { id }, select: { slug: true } }))?.slug;
}

async function counted(links: PaymentLink[], now: Date): Promise<CountedLink[]> {
  const countsOf = await countPayments(
    db,
    links.map(({ id }) => id),
    now,
  );
  return links.map((link) => ({ link, counts: countsOf(link.id) }));
}

function within({ merchantId, appId, mode }: Scope) {
  return { merchantId, mode, ...(appId === 'all' ? {} : { appId }) };
}

/** What a member does to links: the use cases of this folder, with an audit line in each transaction. */
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import type { AuditAction } from '#lib/merchants/audit.ts';
import { noteAct } from '#lib/merchants/note-act.ts';
import type { Acting } from '#lib/merchants/second-factor.ts';
import type { Scope } from '#lib/payments/types.ts';
import type { Together } from '#lib/webhooks/endpoints.ts';
import { momentOf } from '#lib/zoned-time.ts';
import { changeLink } from './change-link.ts';
import { createLink, type NewLink } from './create-link.ts';
import { type LinkFields, typedMinor } from './link-fields.ts';
import { linkCountry, termsFaults } from './terms.ts';

/** What is wrong with a form: its field, and the key of the sentence. */
export type LinkFaults = Readonly<Record<string, string>>;

/** Makes a link of the scope's app, whose country is given. */
export async function addLink(
  acting: Acting,
  scope: Scope & { appId: string; country: string },
  fields: LinkFields,
): Promise<PaymentLink | { faults: LinkFaults }> {
  const wanted = read(acting, fields);
  const faults = faultsOf(wanted, scope, acting.now);
  if (faults !== undefined) return { faults };
  const together = noting(acting, 'link_created', wanted);
  const link = await createLink(scope, wanted, { now: acting.now, together });
  if (link === undefined) throw new Error('A link of the portal waits for nobody.');
  return link;
}

/** Writes the whole form. Undefined when there is no such link. */
export async function editLink(
  acting: Acting,
  scope: Scope & { country: string },
  { id, fields }: { id: string; fields: LinkFields },
): Promise<PaymentLink | { faults: LinkFaults } | undefined> {
  const { currency, ...wanted } = read(acting, fields);
  // An end that is over already may stay as it was written.
  const faults = faultsOf({ currency, ...wanted, expiresAt: null }, scope, acting.now);
  if (faults !== undefined) return { faults };
  const together = noting(acting, 'link_changed', wanted);
  return changeLink(scope, id, { choose: () => wanted, together });
}

/** Pauses a link or lets it go on. False when there is no such link. */
export async function setLinkActive(
  acting: Acting,
  scope: Scope,
  { id, active }: { id: string; active: boolean },
): Promise<boolean> {
  const together = noting(acting, active ? 'link_resumed' : 'link_paused');
  return (await changeLink(scope, id, { choose: () => ({ active }), together })) !== undefined;
}

function read({ session }: Acting, fields: LinkFields): NewLink {
  const { description, currency, maxUses, expiresAt, asksName } = fields;
  return {
    description,
    currency,
    amount: typedMinor(fields.amount, currency),
    amountMin: typedMinor(fields.amountMin, currency),
    amountMax: typedMinor(fields.amountMax, currency),
    maxUses: maxUses ? Number(maxUses) : null,
    expiresAt: expiresAt ? (momentOf(expiresAt, session.merchant.timezone) ?? null) : null,
    asksName: asksName === true || asksName === 'on',
  };
}

const SENTENCES = {
  currency_unsupported: 'currencyUnsupported',
  amount_out_of_range: 'amountOutOfRange',
  bounds_of_fixed: 'boundsOfFixed',
  bounds_crossed: 'boundsCrossed',
} as const;

/** What the form alone cannot know: what the operators of the app's country take, and what time it is. */
function faultsOf(link: NewLink, { country }: { country: string }, now: Date): LinkFaults | undefined {
  const faults: Record<string, string> = {};
  for (const { member, fault } of termsFaults(link, linkCountry({ country })))
    faults[member] = SENTENCES[fault];
  if (link.expiresAt && link.expiresAt <= now) faults.expiresAt = 'expiryPast';
  return Object.keys(faults).length === 0 ? undefined : faults;
}

function noting(acting: Acting, action: AuditAction, link?: Omit<NewLink, 'currency'>): Together {
  return async (tx, targetId) => {
    await noteAct(tx, acting, {
      action,
      targetId,
      ...(link === undefined ? {} : { after: told(link) }),
    });
    return true;
  };
}

function told({ description, amount, amountMin, amountMax, maxUses, expiresAt }: Omit<NewLink, 'currency'>) {
  const known = {
    description,
    amount: amount?.toString(),
    amount_min: amountMin?.toString(),
    amount_max: amountMax?.toString(),
    max_uses: maxUses ?? undefined,
    expires_at: expiresAt?.toISOString(),
  };
  // Values that are set; fromEntries forgets which.
  return Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}

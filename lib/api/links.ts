/** What the routes of payment links do with a good request. */
import type { z } from 'zod';
import type { Country } from '#lib/countries.ts';
import type { FieldError } from '#lib/errors.ts';
import type { PaymentLink } from '#lib/generated/prisma/client.ts';
import { changeLink } from '#lib/links/change-link.ts';
import { createLink } from '#lib/links/create-link.ts';
import { findLink, listLinks } from '#lib/links/find-link.ts';
import { linkResource } from '#lib/links/resource.ts';
import { type LinkTerms, linkCountry, type TermsFault, termsFaults } from '#lib/links/terms.ts';
import { NO_COUNTS } from '#lib/links/types.ts';
import type { Currency } from '#lib/money.ts';
import { COUNTRIES } from '#lib/operators/catalogue.ts';
import { amountSentence } from './amount-sentence.ts';
import type { Caller } from './authenticate.ts';
import { insertKey } from './idempotency.ts';
import type {
  ChangePaymentLinkRequest,
  CreatePaymentLinkRequest,
  ListPaymentLinksQuery,
} from './link-schemas.ts';
import { type Answer, type Call, KEY_TAKEN, notFound } from './merchant-route.ts';
import { refusal } from './new-payment.ts';

/** POST /payment_links. */
export async function addLink({
  caller,
  body,
  claim,
  now,
  resumed,
}: Call<CreatePaymentLinkRequest, unknown>): Promise<Answer | typeof KEY_TAKEN> {
  if (resumed?.resourceId !== undefined) return readLink(caller, resumed.resourceId, now);
  const terms = {
    currency: body.currency,
    amount: minor(body.amount) ?? null,
    amountMin: minor(body.amount_min) ?? null,
    amountMax: minor(body.amount_max) ?? null,
  };
  assertTerms(terms, caller);
  const link = await createLink(
    caller.scope,
    { ...terms, ...members(body), description: body.description },
    {
      now,
      together: async (tx, resourceId) =>
        claim === undefined ? true : insertKey(tx, claim, { resourceId, now }),
    },
  );
  if (link === undefined) return KEY_TAKEN;
  if (claim !== undefined) claim.owned = true;
  return { body: linkResource({ link, counts: NO_COUNTS }, now) };
}

/** GET /payment_links. */
export async function pageOfLinks({
  caller,
  query,
  now,
}: Call<unknown, z.infer<typeof ListPaymentLinksQuery>>): Promise<Answer> {
  const { limit, after, active } = query;
  const asked = { limit, after, active: active === undefined ? undefined : active === 'true' };
  const { links, hasMore, next } = await listLinks(caller.scope, asked, now);
  const data = links.map((link) => linkResource(link, now));
  return { body: { data, has_more: hasMore, next: next ?? null } };
}

/** GET /payment_links/{id}. */
export async function readLink(caller: Caller, id: string, now: Date): Promise<Answer> {
  const found = await findLink(caller.scope, id, now);
  if (found === undefined) throw notFound('payment link');
  return { body: linkResource(found, now) };
}

/** PATCH /payment_links/{id}. */
export async function editLink({
  caller,
  id,
  body,
  now,
}: Call<ChangePaymentLinkRequest, unknown>): Promise<Answer> {
  const change = {
    ...members(body),
    description: body.description,
    active: body.active,
    amount: minor(body.amount),
    amountMin: minor(body.amount_min),
    amountMax: minor(body.amount_max),
  };
  const choose = (link: PaymentLink) => {
    const { amount = link.amount, amountMin = link.amountMin, amountMax = link.amountMax } = change;
    // The currency is held to the list by a CHECK.
    assertTerms({ currency: link.currency as Currency, amount, amountMin, amountMax }, caller);
    return change;
  };
  if ((await changeLink(caller.scope, id, { choose })) === undefined) throw notFound('payment link');
  return readLink(caller, id, now);
}

/** What both requests name alike; undefined stays as it is, null takes a limit away. */
function members(body: Omit<ChangePaymentLinkRequest, 'active' | 'amount'>) {
  return {
    asksName: body.asks_name,
    maxUses: body.max_uses,
    expiresAt: typeof body.expires_at === 'string' ? new Date(body.expires_at) : body.expires_at,
    metadata: body.metadata,
  };
}

function minor(amount: number | null | undefined): bigint | null | undefined {
  return typeof amount === 'number' ? BigInt(amount) : amount;
}

const MEMBERS = {
  currency: 'currency',
  amount: 'amount',
  amountMin: 'amount_min',
  amountMax: 'amount_max',
} as const satisfies Record<TermsFault['member'], string>;

const CODES = {
  currency_unsupported: 'currency_unsupported',
  amount_out_of_range: 'amount_out_of_range',
  bounds_of_fixed: 'request_invalid',
  bounds_crossed: 'request_invalid',
} as const satisfies Record<TermsFault['fault'], string>;

function assertTerms(terms: LinkTerms, { app }: Pick<Caller, 'app'>): void {
  const country = linkCountry(app);
  const findings = termsFaults(terms, country).map((found) => ({
    code: CODES[found.fault],
    path: MEMBERS[found.member],
    message: sentence(found, country),
  }));
  if (findings.length > 0) throw refusal(findings);
}

function sentence(found: TermsFault, country: Country): FieldError['message'] {
  switch (found.fault) {
    case 'currency_unsupported':
      return `Is not paid with in ${country}. Use ${COUNTRIES[country].currencies.join(' or ')}.`;
    case 'amount_out_of_range':
      return amountSentence(country, found.amount);
    case 'bounds_of_fixed':
      return 'Is for an open amount only. Leave it out, or leave amount out.';
    case 'bounds_crossed':
      return 'Must not be less than amount_min.';
  }
}

/** The order in which connections are tried for one operator and currency, as a merchant or the platform chose it. */
import { db, sql, type Tx } from '#lib/db.ts';
import type { RoutingRule } from '#lib/generated/prisma/client.ts';
import { newUuid } from '#lib/ids.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';

/** More connections than anybody has. */
const RULES_MAX = 500;

/** Whose rules: a merchant's id, or null for the platform's. */
export interface RuleOwner {
  merchantId: string | null;
  mode: string;
}

export interface RuleKey {
  operator: OperatorId;
  currency: string;
}

/** One owner's rules of a mode. */
export function listRules({ merchantId, mode }: RuleOwner): Promise<RoutingRule[]> {
  return db.routingRule.findMany({
    where: { merchantId, mode },
    orderBy: [{ operator: 'asc' }, { currency: 'asc' }],
    take: RULES_MAX,
  });
}

/** The connection ids of a merchant's rule, then those of the platform's: what stands in neither follows in its usual order. */
export function chosenOrder(
  rules: readonly Pick<RoutingRule, 'merchantId' | 'connectionIds'>[],
): readonly string[] {
  const own = rules.filter(({ merchantId }) => merchantId !== null);
  const platform = rules.filter(({ merchantId }) => merchantId === null);
  return [...own, ...platform].flatMap(({ connectionIds }) => connectionIds);
}

/** Pure: sorts by the chosen order; what it does not name keeps its place behind. */
export function inChosenOrder<T extends { id: string }>(
  connections: readonly T[],
  chosen: readonly string[],
): T[] {
  const rank = (id: string) => {
    const index = chosen.indexOf(id);
    return index === -1 ? chosen.length : index;
  };
  return [...connections].sort((a, b) => rank(a.id) - rank(b.id));
}

/** Writes a rule in the place of an older one; without connections the rule goes. The caller checked that all are usable. */
export async function writeRule(
  tx: Pick<Tx, '$executeRaw'>,
  { merchantId, mode }: RuleOwner,
  { operator, currency, connectionIds, now }: RuleKey & { connectionIds: readonly string[]; now: Date },
): Promise<void> {
  await tx.$executeRaw(sql`
    DELETE FROM routing_rules WHERE merchant_id IS NOT DISTINCT FROM ${merchantId}::text AND mode = ${mode}
      AND operator = ${operator} AND currency = ${currency}`);
  if (connectionIds.length === 0) return;
  await tx.$executeRaw(sql`
    INSERT INTO routing_rules (id, merchant_id, mode, operator, currency, connection_ids, updated_at)
    VALUES (${newUuid()}::uuid, ${merchantId}, ${mode}, ${operator}, ${currency}, ${[...connectionIds]}::text[], ${now})
    ON CONFLICT (COALESCE(merchant_id, ''), mode, operator, currency)
    DO UPDATE SET connection_ids = EXCLUDED.connection_ids, updated_at = EXCLUDED.updated_at`);
}

import { AUDIT_ACTIONS } from '#lib/merchants/audit.ts';
import type { AuditFilter } from '#lib/merchants/audit-log.ts';
import { one, type SearchParams } from '../address.ts';

/** What the address asks for; what cannot be meant is left out. */
export function auditFilterOf(query: SearchParams): AuditFilter {
  const action = AUDIT_ACTIONS.find((known) => known === query.action);
  const filter = {
    member: one(query.member),
    action,
    target: one(query.target),
    from: dayOf(query.from),
    to: dayOf(query.to),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** A day that exists, `YYYY-MM-DD`, of years that a database takes. */
function dayOf(value: SearchParams[string]): string | undefined {
  const text = one(value);
  if (text === undefined || !/^(?:19|20|21)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined;
}

/** What a person may say about a discrepancy, and when a second person has to agree. Pure. */
import type { DiscrepancyKind } from '#lib/payments/decision.ts';
import type { AttemptStatus, Mode } from '#lib/payments/types.ts';

/**
 * `succeeded` and `failed` end a payment in the place of its provider, with the operator's statement in hand.
 * `acknowledged` moves nothing: the money stays where the ledger put it, and a person has seen it.
 */
export const DECISIONS = ['succeeded', 'failed', 'acknowledged'] as const;
export type Decision = (typeof DECISIONS)[number];

export function isDecision(value: unknown): value is Decision {
  return DECISIONS.some((decision) => decision === value);
}

/** Only an attempt that is still without an answer waits for a person's word; everything else is only looked at. */
export function decisionsFor(kind: string, attempt: AttemptStatus): readonly Decision[] {
  return kind === ('unresolved' satisfies DiscrepancyKind) && attempt === 'unresolved'
    ? ['succeeded', 'failed']
    : ['acknowledged'];
}

/** With real money two people must agree before a payment ends on a person's word (design, domain: rule 4). */
export function needsTwo(decision: Decision, mode: Mode): boolean {
  return mode === 'live' && decision !== 'acknowledged';
}

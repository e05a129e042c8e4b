/**
 * What every provider must do, whatever its wire: {@link conformanceOf} any provider, run by conformance.test.ts over the
 * registry. What the manifest says decides whether a case can occur with a provider. The cases stand in a file a subject;
 * three more rows of the table are told by tests of their own, which need files or a database (`TOLD_BY` of
 * conformance-table.ts).
 */
import { AMOUNT_CASES } from './conformance-amounts.ts';
import { CALLBACKS } from './conformance-callbacks.ts';
import type { Case } from './conformance-case.ts';
import { CHARGES } from './conformance-charges.ts';
import { OPERATIONS } from './conformance-operations.ts';
import { REQUESTS } from './conformance-requests.ts';
import { SECRETS } from './conformance-secrets.ts';
import { TRUTH } from './conformance-truth.ts';
import { VALUES } from './conformance-values.ts';
import type { Provider } from './provider.ts';

/** As the table prints them. */
export const CASES: readonly Case[] = [
  ...OPERATIONS,
  ...CHARGES,
  ...TRUTH,
  ...CALLBACKS,
  ...AMOUNT_CASES,
  ...VALUES,
  ...REQUESTS,
  ...SECRETS,
];

/** The cases as they stand for one provider: each with the reason against it where it cannot occur. */
export function conformanceOf(
  provider: Provider,
): { id: string; promise: string; reason: string | undefined; run: () => Promise<void> }[] {
  const { manifest } = provider;
  return CASES.map((one) => ({
    id: one.id,
    promise: one.promise,
    reason: one.ruledOut?.(manifest),
    run: () => one.run(provider),
  }));
}

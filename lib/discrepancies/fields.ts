/** What the form about a discrepancy sends; the page's script and the server check it alike. Pure: pages import it. */
import { z } from 'zod';
import { DECISIONS } from './decisions.ts';

const reason = z.string('reasonMissing').trim().min(10, 'reasonShort').max(1_000, 'reasonLong');
const reference = z.string().trim().max(100, 'referenceLong').default('');

export const decisionFields = z
  .object({
    decision: z.enum(DECISIONS, 'decisionMissing'),
    reason,
    reference,
    /** As the operator's statement shows it, in the currency of the payment. */
    amount: z.string().trim().max(40, 'amountWrong').default(''),
  })
  .superRefine(({ decision, reference, amount }, context) => {
    if (decision !== 'succeeded') return;
    // A success needs evidence: the line of the statement (design, domain: rule 4).
    if (reference.length < 3)
      context.addIssue({ code: 'custom', path: ['reference'], message: 'referenceMissing' });
    if (amount === '') context.addIssue({ code: 'custom', path: ['amount'], message: 'amountMissing' });
  });
export type DecisionFields = z.output<typeof decisionFields>;

import { db, inTransaction, type Tx } from '#lib/db.ts';
import type { Attempt, Discrepancy, DiscrepancyStep } from '#lib/generated/prisma/client.ts';
import { may } from '#lib/merchants/roles.ts';
import { parseDecimal, sameMoney } from '#lib/money.ts';
import { applyObservation } from '#lib/payments/apply-observation.ts';
import type { Applied } from '#lib/payments/decision.ts';
import { storedMoney } from '#lib/payments/record.ts';
import type { AttemptStatus, Deps } from '#lib/payments/types.ts';
import type { Observation } from '#lib/providers/provider.ts';
import { type Decision, decisionsFor, isDecision, needsTwo } from './decisions.ts';
import { type Acting, lockDiscrepancy, noteInAudit, writeStep } from './steps.ts';

export type Settling =
  | 'settled'
  | 'proposed'
  | 'declined'
  /** Another merchant's, another mode's, or none at all. */
  | 'not_found'
  /** Somebody else was faster, or the operator has answered meanwhile: nothing was done. */
  | 'changed'
  /** The statement's amount is not the one that was asked for. */
  | 'amount_differs'
  /** The statement's line is counted for another payment already. */
  | 'reference_used'
  /** The person who proposed cannot be the one who agrees, or may no longer decide. */
  | 'needs_another';

/** What a person says, in the form's own words (fields.ts). */
export interface Said {
  decision: Decision;
  reason: string;
  /** Of the money, on the operator's statement; empty when there is none. */
  reference: string;
  /** A decimal in the payment's currency, as the statement shows it. */
  amount: string;
}

/**
 * Settles a discrepancy with a person's word, or, where real money would move on it, proposes that to a second person.
 * The caller has asked for the permission `discrepancies.settle` and a fresh second factor.
 */
export async function settleDiscrepancy(
  acting: Acting,
  discrepancyId: string,
  said: Said,
  deps: Deps,
): Promise<Settling> {
  const found = await find(acting, discrepancyId);
  if (found === undefined) return 'not_found';
  const { discrepancy, attempt } = found;
  const allowed = decisionsFor(discrepancy.kind, attempt.status as AttemptStatus); // held to the list by a CHECK
  if (!allowed.includes(said.decision) || discrepancy.status !== 'open') return 'changed';
  if (said.decision === 'succeeded') {
    const refusal = await refusalOf(said, attempt);
    if (refusal !== undefined) return refusal;
  }
  return needsTwo(said.decision, acting.mode)
    ? propose(acting, discrepancy, said)
    : carryOut(acting, { discrepancy, attempt, said, proposal: undefined }, deps);
}

/** The second person agrees with what the first proposed, and it is done. */
export async function agreeWithProposal(
  acting: Acting,
  discrepancyId: string,
  proposalId: string,
  deps: Deps,
): Promise<Settling> {
  const found = await find(acting, discrepancyId);
  if (found === undefined) return 'not_found';
  const proposal = await findProposal(found.discrepancy, proposalId);
  if (proposal === undefined) return 'changed';
  const { decision, reason, reference } = proposal;
  if (!isDecision(decision) || reason === null) return 'changed';
  const said = { decision, reason, reference: reference ?? '', amount: '' };
  return carryOut(acting, { ...found, said, proposal }, deps);
}

/** Takes a proposal off the table: its author withdraws it, or a second person does not agree. */
export async function declineProposal(
  acting: Acting,
  discrepancyId: string,
  proposalId: string,
): Promise<Settling> {
  return inTransaction(async (tx) => {
    const discrepancy = await lockDiscrepancy(tx, acting, discrepancyId);
    if (discrepancy === undefined) return 'not_found';
    if (discrepancy.status !== 'open' || discrepancy.proposalId !== proposalId) return 'changed';
    await tx.discrepancy.update({ where: { id: discrepancyId }, data: { proposalId: null } });
    await writeStep(tx, acting, { discrepancyId, kind: 'declined' });
    await noteInAudit(tx, acting, discrepancyId, 'discrepancy_declined');
    return 'declined';
  });
}

// ───────────── details ─────────────

interface Outcome {
  discrepancy: Discrepancy;
  attempt: Attempt;
  said: Said;
  proposal: DiscrepancyStep | undefined;
}

/** Thrown inside the transaction so that nothing of it remains. */
class Refused extends Error {
  readonly settling: Settling;
  constructor(settling: Settling) {
    super(settling);
    this.settling = settling;
  }
}

async function propose(acting: Acting, { id }: Discrepancy, said: Said): Promise<Settling> {
  return inTransaction(async (tx) => {
    const discrepancy = await lockDiscrepancy(tx, acting, id);
    if (discrepancy === undefined || discrepancy.status !== 'open') return 'changed';
    if (discrepancy.proposalId !== null) return 'changed';
    const proposalId = await writeStep(tx, acting, { discrepancyId: id, kind: 'proposed', ...worded(said) });
    await tx.discrepancy.update({ where: { id }, data: { proposalId } });
    await noteInAudit(tx, acting, id, 'discrepancy_proposed', { decision: said.decision });
    return 'proposed';
  });
}

/** The person's word goes the way of every other fact, and the discrepancy closes in the same transaction (rule 7). */
async function carryOut(acting: Acting, outcome: Outcome, deps: Deps): Promise<Settling> {
  const { discrepancy, attempt, said, proposal } = outcome;
  const alongside = async (tx: Tx, applied: Applied) => {
    const locked = await lockDiscrepancy(tx, acting, discrepancy.id);
    if (locked === undefined || locked.status !== 'open') throw new Refused('changed');
    if (locked.proposalId !== (proposal?.id ?? null)) throw new Refused('changed');
    // The operator has spoken since the page was drawn: a person's word must not contradict what is proven.
    if (!MEANT[said.decision].includes(applied)) throw new Refused('changed');
    if (proposal !== undefined) await assertSecondPerson(tx, acting, proposal);
    await tx.discrepancy.update({
      where: { id: discrepancy.id },
      data: { status: 'settled', decision: said.decision, settledAt: acting.now, proposalId: null },
    });
    await writeStep(tx, acting, { discrepancyId: discrepancy.id, kind: 'settled', ...worded(said) });
    await noteInAudit(tx, acting, discrepancy.id, 'discrepancy_settled', { decision: said.decision });
  };
  const { paymentId, attemptId } = discrepancy;
  const observation = await wordOf(acting, { discrepancy, attempt, said, proposal });
  try {
    await applyObservation({ paymentId, attemptId, observation, alongside }, deps);
    return 'settled';
  } catch (error) {
    if (error instanceof Refused) return error.settling;
    throw error;
  }
}

/** What `decide` makes of the word when it means what the person meant. */
const MEANT: Record<Decision, readonly Applied[]> = {
  succeeded: ['moved', 'late', 'surplus'],
  failed: ['moved'],
  acknowledged: ['nothing'],
};

/**
 * The money is not named by what a person typed: an operator's later word then gives the same money its name, where
 * another name would make it a surplus (lib/payments/counted-money.ts).
 */
async function wordOf(
  acting: Acting,
  { discrepancy, attempt, said, proposal }: Outcome,
): Promise<Observation> {
  const { decision, reason, reference } = said;
  const first = proposal === undefined ? undefined : await nameOf(proposal);
  const raw = {
    decision,
    discrepancy: discrepancy.id,
    reason,
    ...(reference === '' ? {} : { statement_reference: reference }),
    by: first ?? acting.session.member.name,
    ...(first === undefined ? {} : { agreed_by: acting.session.member.name }),
    second_factor_at: acting.session.secondFactorAt?.toISOString() ?? null,
  };
  switch (decision) {
    case 'succeeded':
      return {
        outcome: 'succeeded',
        source: 'person',
        money: storedMoney(attempt.amount, attempt.currency),
        ...(attempt.operatorReference === null ? { operatorReference: reference } : {}),
        raw,
      };
    case 'failed':
      return { outcome: 'failed', source: 'person', failureCode: 'unspecified', raw };
    case 'acknowledged':
      return { outcome: 'unknown', source: 'person', raw };
  }
}

async function refusalOf({ amount, reference }: Said, attempt: Attempt): Promise<Settling | undefined> {
  const asked = storedMoney(attempt.amount, attempt.currency);
  // People write "15 000" and "12,50".
  const stated = parseDecimal(amount.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'), asked.currency);
  if (stated === undefined || !sameMoney(stated, asked)) return 'amount_differs';
  const counted = await db.arrival.findFirst({
    where: { connectionId: attempt.connectionId, transactionId: reference },
    select: { paymentId: true },
  });
  return counted === null ? undefined : 'reference_used';
}

async function find(
  { session, mode }: Acting,
  id: string,
): Promise<{ discrepancy: Discrepancy; attempt: Attempt } | undefined> {
  const discrepancy = await db.discrepancy.findFirst({
    where: { id, merchantId: session.merchant.id, mode },
  });
  if (discrepancy === null) return undefined;
  return {
    discrepancy,
    attempt: await db.attempt.findUniqueOrThrow({ where: { id: discrepancy.attemptId } }),
  };
}

async function findProposal(
  { id, proposalId }: Discrepancy,
  asked: string,
): Promise<DiscrepancyStep | undefined> {
  if (proposalId === null || proposalId !== asked) return undefined;
  return (await db.discrepancyStep.findFirst({ where: { id: proposalId, discrepancyId: id } })) ?? undefined;
}

/** Two people who may, both today: a colleague shut out since the proposal no longer counts. */
async function assertSecondPerson(tx: Tx, { session }: Acting, proposal: DiscrepancyStep): Promise<void> {
  if (proposal.memberId === session.member.id) throw new Refused('needs_another');
  const first = await tx.member.findFirst({
    where: { id: proposal.memberId, merchantId: session.merchant.id, disabledAt: null },
    select: { role: true },
  });
  if (first === null || !may(first.role, 'discrepancies.settle')) throw new Refused('needs_another');
}

async function nameOf({ memberId }: DiscrepancyStep): Promise<string> {
  const { name } = await db.member.findUniqueOrThrow({ where: { id: memberId }, select: { name: true } });
  return name;
}

function worded({ decision, reason, reference }: Said) {
  return { decision, reason, reference: reference === '' ? null : reference };
}

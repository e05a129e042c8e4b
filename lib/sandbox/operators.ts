/**
 * The simulated operators: what one act of a story changes, decided without a clock or a database. step.ts carries it
 * out.
 */
import { randomInt } from 'node:crypto';
import { addMs } from '#lib/clock.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { Manifest, ServerStatus } from '#lib/providers/provider.ts';
import {
  type Act,
  DECIDED_ACTS,
  type Delay,
  isEnding,
  PROMPT,
  STORIES,
  type StoryFlow,
  type Telling,
} from './stories.ts';
import type { StoryTimes } from './times.ts';
import { OPEN_STATUSES, type Row } from './transactions.ts';

/** What of a row decides about its next act. */
export type StepFacts = Pick<
  Row,
  'kind' | 'flow' | 'story' | 'step' | 'status' | 'amount' | 'charges' | 'operatorReference' | 'failure'
>;

export interface Change {
  status?: ServerStatus;
  failure?: FailureCode;
  operatorReference?: string;
  amount?: bigint;
  charges?: number;
  completedAt?: Date;
  step: number;
  nextStepAt: Date | null;
}

export interface Decision {
  change: Change;
  send?: 'callback' | 'forged_callback';
  sms?: 'paid' | 'received' | 'given_back';
}

/** What the row still has to do, in order. */
export function actsOf(row: Pick<Row, 'story' | 'flow' | 'kind'>): readonly Act[] {
  if (row.story === 'prompt') return PROMPT.acts;
  if (row.story === 'page') return [];
  return isEnding(row.story) ? (tellingOf(row)?.acts ?? []) : DECIDED_ACTS;
}

/** The story that a row follows, when it follows one of the table. */
export function tellingOf(row: Pick<Row, 'story' | 'flow' | 'kind'>): Telling | undefined {
  if (!isEnding(row.story)) return undefined;
  const flow: StoryFlow = row.kind === 'payout' ? 'payout' : row.flow === 'page' ? 'page' : 'push';
  const telling: Telling | { notApplicable: string } = STORIES[row.story][flow];
  return 'notApplicable' in telling ? undefined : telling;
}

/**
 * When the act number `step` is due, counted from `from`.
 *
 * @returns null when there is no such act, or nobody but a person may take it
 */
export function dueAt(
  row: Pick<Row, 'story' | 'flow' | 'kind'>,
  step: number,
  { from, times, manifest }: { from: Date; times: StoryTimes; manifest: Manifest },
): Date | null {
  const act = actsOf(row)[step];
  if (act === undefined) return null;
  const ms = delayMs(act.after, row.flow, times, manifest);
  return ms === undefined ? null : addMs(from, ms);
}

/** A page without a stated session lives a quarter of an hour. */
const SESSION_MS_DEFAULT = 15 * 60_000;

function delayMs(delay: Delay, flow: string, times: StoryTimes, manifest: Manifest): number | undefined {
  const delays: Record<Delay, number | undefined> = {
    at_once: 0,
    approve: times.approveMs,
    slow: times.slowApproveMs,
    late: flow === 'page' ? times.latePageMs(manifest.sessionMs ?? SESSION_MS_DEFAULT) : times.latePushMs,
    again: times.againMs,
    unattended: times.unattendedMs,
  };
  return delays[delay];
}

/**
 * What happens now.
 *
 * @param handsetOpen whether a person is looking at a handset with this number
 * @returns undefined when nothing is left to do
 */
export function decideStep(
  row: StepFacts,
  world: { now: Date; times: StoryTimes; manifest: Manifest; handsetOpen: boolean },
): Decision | undefined {
  const act = actsOf(row)[row.step];
  if (act === undefined) return undefined;
  const { now, times } = world;
  if (act.do === 'approve_unattended' && world.handsetOpen) {
    return { change: { step: row.step, nextStepAt: addMs(now, times.handsetLookMs) } };
  }
  const next = row.step + 1;
  const onward = { step: next, nextStepAt: dueAt(row, next, { from: now, ...world }) };
  return act.do === 'callback' || act.do === 'forged_callback'
    ? { change: onward, send: act.do }
    : perform(row, act.do, now, onward);
}

function perform(
  row: StepFacts,
  what: Exclude<Act['do'], 'callback' | 'forged_callback'>,
  now: Date,
  onward: Pick<Change, 'step' | 'nextStepAt'>,
): Decision {
  const open = isOpen(row.status);
  switch (what) {
    case 'approve':
    case 'approve_unattended':
      return open
        ? { change: { ...onward, ...approval(row, now) }, sms: paidOrReceived(row) }
        : { change: onward };
    case 'approve_other_amount':
      return open
        ? {
            change: { ...onward, ...approval(row, now), amount: otherAmount(row.amount) },
            sms: paidOrReceived(row),
          }
        : { change: onward };
    case 'fail':
      return open
        ? {
            change: {
              ...onward,
              status: 'failed',
              failure: tellingOf(row)?.failure ?? 'unspecified',
              completedAt: now,
            },
          }
        : { change: onward };
    case 'charge_again':
      return {
        change: { ...onward, charges: row.charges + 1, operatorReference: newOperatorReference() },
        sms: 'paid',
      };
    case 'announce_give_back':
      return { change: { ...onward, status: 'refunding' } };
    case 'give_back':
      return { change: { ...onward, status: 'refunded' }, sms: 'given_back' };
  }
}

/** The payer said yes, on whatever way: the account is debited and the operator names the money. */
export function approval(
  row: Pick<Row, 'charges' | 'kind'>,
  now: Date,
): { status: 'succeeded'; operatorReference: string; charges: number; completedAt: Date } {
  return {
    status: 'succeeded',
    operatorReference: newOperatorReference(),
    // A payout debits nobody but us.
    charges: row.kind === 'payout' ? row.charges : row.charges + 1,
    completedAt: now,
  };
}

export function isOpen(status: string): boolean {
  return (OPEN_STATUSES as readonly string[]).includes(status);
}

/** Half of what was asked, at least one unit and never the same: money nobody may take for the right amount. */
export function otherAmount(amount: bigint): bigint {
  return amount > 1n ? amount / 2n : amount + 1n;
}

/** As operators print them in an SMS: letters, the year and digits. */
export function newOperatorReference(): string {
  const digits = Array.from({ length: 10 }, () => randomInt(10)).join('');
  return `SB${digits.slice(0, 4)}.${digits.slice(4)}`;
}

function paidOrReceived(row: StepFacts): 'paid' | 'received' {
  return row.kind === 'payout' ? 'received' : 'paid';
}

/** What is known of a payment's life, from its observations and the events sent to the shop. */
import { db } from '#lib/db.ts';
import type { Event, Observation } from '#lib/generated/prisma/client.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { isFailureCode } from '#lib/operators/failures.ts';
import type { PaymentRecord } from '#lib/payments/types.ts';
import { REASONS } from '../../words.ts';
import { APPLIED, EVENT_WORDS, OUTCOME_WORDS, PERSON_WORDS, SOURCE_WORDS } from './timeline-words.ts';

/** One line; equal facts that follow each other are one line with a count. */
export interface TimelineLine {
  key: string;
  /** Seen of the operator, told to the shop, came as a callback, moved in the books, went out, or done by a person. */
  kind: 'seen' | 'told' | 'callback' | 'posting' | 'webhook' | 'note' | 'person';
  text: string;
  /** Further lines behind a summary: what a callback said, word by word. */
  details?: readonly (readonly [name: string, value: string])[];
  /** What was made of it, when that is not plain. */
  note?: string;
  at: Date;
  firstAt: Date;
  count: number;
}

const READ_MAX = 1_000;

/** The latest first. */
export async function readTimeline(
  record: PaymentRecord,
  locale: Locale,
  others: readonly TimelineLine[],
): Promise<TimelineLine[]> {
  const { id, merchantId } = record.payment;
  const [observations, events] = await Promise.all([
    db.observation.findMany({
      where: { paymentId: id, merchantId },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: READ_MAX,
    }),
    db.event.findMany({
      where: { resourceId: id, merchantId },
      orderBy: { sequence: 'desc' },
      take: READ_MAX,
    }),
  ]);
  return timeline({ observations, events, record, locale, others });
}

export function timeline(facts: {
  observations: readonly Observation[];
  events: readonly Event[];
  record: Pick<PaymentRecord, 'attempts'>;
  locale: Locale;
  /** Lines from elsewhere (other-lines.ts). */
  others?: readonly TimelineLine[];
}): TimelineLine[] {
  const { observations, events, record, locale, others = [] } = facts;
  const several = record.attempts.length > 1;
  const numbers = new Map(record.attempts.map(({ id, number }) => [id, number]));
  const seen = observations.map((observation) =>
    line({
      key: observation.id,
      kind: 'seen',
      text: seenText(observation, locale, several ? numbers.get(observation.attemptId) : undefined),
      note: word(APPLIED[locale], observation.applied),
      at: observation.at,
    }),
  );
  const told = events.map((event) =>
    line({
      key: event.id,
      kind: 'told',
      text: word(EVENT_WORDS[locale], event.type) ?? event.type,
      note: event.type,
      at: event.createdAt,
    }),
  );
  // The event of a change is written with it: at the same moment it stands above what caused it.
  const all = [...told, ...others, ...seen].sort((a, b) => b.at.getTime() - a.at.getTime());
  return foldRepeats(all);
}

function seenText(observation: Observation, locale: Locale, attemptNumber: number | undefined): string {
  const source = word(SOURCE_WORDS[locale], observation.source) ?? observation.source;
  const said = observation.source === 'person' ? word(PERSON_WORDS[locale], observation.outcome) : undefined;
  const outcome = said ?? word(OUTCOME_WORDS[locale], observation.outcome) ?? observation.outcome;
  const failure = failureOf(observation);
  // A person gives a reason in words, beside the discrepancy.
  const reason = isFailureCode(failure) && said === undefined ? ` (${REASONS[locale][failure]})` : '';
  const which = attemptNumber === undefined ? '' : TRY[locale](attemptNumber);
  return `${source}${which}${COLON[locale]}${outcome}${reason}`;
}

const COLON = { fr: '\u202f: ', en: ': ' } as const;
const TRY = {
  fr: (number: number) => `, essai\u00a0${number}`,
  en: (number: number) => `, try\u00a0${number}`,
} as const;

function failureOf({ detail }: Observation): unknown {
  return typeof detail === 'object' && detail !== null && 'failure' in detail ? detail.failure : undefined;
}

function word(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

function line(
  fields: Omit<TimelineLine, 'firstAt' | 'count' | 'note'> & { note: string | undefined },
): TimelineLine {
  const { note, ...rest } = fields;
  return { ...rest, ...(note !== undefined && { note }), firstAt: fields.at, count: 1 };
}

/** Seventy-two hours of "not known yet" are one line. */
function foldRepeats(lines: readonly TimelineLine[]): TimelineLine[] {
  const folded: TimelineLine[] = [];
  for (const next of lines) {
    const last = folded.at(-1);
    if (last?.kind === 'seen' && next.kind === 'seen' && last.text === next.text && last.note === next.note) {
      folded[folded.length - 1] = { ...last, firstAt: next.at, count: last.count + 1 };
    } else {
      folded.push(next);
    }
  }
  return folded;
}

import { describe, expect, test } from 'vitest';
import { ManualClock } from '#lib/clock.ts';
import { PROVIDERS } from '#lib/providers/index.ts';
import { type Change, decideStep, dueAt, otherAmount, type StepFacts } from './operators.ts';
import {
  chooseStory,
  type Ending,
  endFor,
  endingOf,
  STORIES,
  type StoryFlow,
  type Telling,
  tellingFor,
} from './stories.ts';
import type { StoryTimes } from './times.ts';

const myCoolpay = PROVIDERS['my-coolpay'].manifest;
const TIMES: StoryTimes = {
  approveMs: 1_000,
  slowApproveMs: 20_000,
  latePushMs: 600_000,
  latePageMs: (sessionMs) => sessionMs + 300_000,
  againMs: 2_000,
  unattendedMs: 20_000,
  handsetOpenMs: 10_000,
  handsetLookMs: 2_000,
  silenceMs: 45_000,
};
const ENDINGS = Object.keys(STORIES) as Ending[]; // the table's own keys
const FLOWS: readonly StoryFlow[] = ['push', 'page', 'payout'];
const told = ENDINGS.flatMap((ending) =>
  FLOWS.flatMap((flow) => {
    const telling: Telling | { notApplicable: string } = STORIES[ending][flow];
    return 'notApplicable' in telling ? [] : [{ ending, flow, telling }];
  }),
);

/** Lets a transaction live until nothing is due any more. */
function live(
  flow: StoryFlow,
  story: string,
  options: { handsetOpenUntilMs?: number; limitMs?: number } = {},
) {
  const clock = new ManualClock();
  const start = clock.now().getTime();
  let row: StepFacts = {
    kind: flow === 'payout' ? 'payout' : 'payment',
    flow: flow === 'page' ? 'page' : 'push',
    story,
    step: 0,
    status: 'pending',
    amount: 1_500n,
    charges: 0,
    operatorReference: null,
    failure: null,
  };
  const references = new Set<string>();
  const sent: { what: string; atMs: number; status: string }[] = [];
  let due = dueAt(row, 0, { from: clock.now(), times: TIMES, manifest: myCoolpay });
  while (due !== null && due.getTime() - start <= (options.limitMs ?? Number.POSITIVE_INFINITY)) {
    clock.set(due);
    const atMs = due.getTime() - start;
    const handsetOpen = atMs < (options.handsetOpenUntilMs ?? 0);
    const decision = decideStep(row, { now: due, times: TIMES, manifest: myCoolpay, handsetOpen });
    if (decision === undefined) break;
    const change: Change = decision.change;
    row = { ...row, ...change };
    if (row.operatorReference !== null) references.add(row.operatorReference);
    if (decision.send) sent.push({ what: decision.send, atMs, status: row.status });
    due = change.nextStepAt;
  }
  return { row, sent, references };
}

describe('the table', () => {
  test('has every ending of the design, four for codes that had no producer (269 to 299), and no other', () => {
    expect([...ENDINGS].sort()).toEqual(
      '019 029 039 049 059 069 079 089 099 109 119 129 139 149 159 169 179 189 199 209 219 239 249 259 269 279 289 299 700 710 789'.split(
        ' ',
      ),
    );
  });

  test.each(told)(
    '$ending $flow: what the operator does comes to the end that the table promises',
    ({ ending, flow, telling }) => {
      const { row, references } = live(flow, ending);
      const arrivals = telling.end.postings.filter((entry) =>
        ['payment_succeeded', 'surplus', 'suspense'].includes(entry),
      );
      if (flow === 'payout') return expect(row.charges).toBe(0);
      expect(row.charges).toBe(telling.end.charges);
      expect(arrivals.length).toBe(telling.end.charges);
      expect(references.size).toBe(telling.end.charges);
      const open = telling.end.status === 'succeeded' || telling.end.flags.includes('suspense');
      expect(['succeeded', 'refunded'].includes(row.status)).toBe(open);
      const begins = telling.request === 'accepted' || telling.request === 'accepted_after_callback';
      expect(row.status === 'failed').toBe(telling.failure !== undefined && begins);
    },
  );

  test.each(told)('$ending $flow: a failure says which, a success does not', ({ telling }) => {
    expect(telling.end.failureCode !== undefined).toBe(
      ['failed', 'expired', 'canceled'].includes(telling.end.status),
    );
  });

  test.each([
    ['789', 1],
    ['159', 2],
    ['169', 0],
    ['129', 0],
    ['249', 2],
    ['019', 1],
  ] as const)('%s sends %i callbacks', (ending, count) => {
    expect(live('push', ending).sent).toHaveLength(count);
  });

  test('a forged callback is sent while the truth is pending', () => {
    expect(live('push', '199').sent).toEqual([{ what: 'forged_callback', atMs: 1_000, status: 'pending' }]);
  });

  test('the late approval comes after the approval window and the shortest life of a payment', () => {
    expect(live('push', '710').sent[0]?.atMs).toBe(600_000);
    expect(live('page', '710').sent[0]?.atMs).toBe(30 * 60_000 + 300_000);
  });

  test('another amount is never the same amount', () => {
    for (const amount of [1n, 2n, 3n, 1_500n]) {
      expect(otherAmount(amount)).not.toBe(amount);
      expect(otherAmount(amount)).toBeGreaterThan(0n);
    }
  });
});

describe('a prompt', () => {
  test('that nobody looks at approves itself', () => {
    expect(live('push', 'prompt').sent).toEqual([{ what: 'callback', atMs: 20_000, status: 'succeeded' }]);
  });

  test('never answers by itself while its handset is open', () => {
    const { row, sent } = live('push', 'prompt', { handsetOpenUntilMs: 1e9, limitMs: 3_600_000 });
    expect(row.status).toBe('pending');
    expect(row.charges).toBe(0);
    expect(sent).toEqual([]);
  });

  test('approves itself once the handset was put away', () => {
    expect(live('push', 'prompt', { handsetOpenUntilMs: 60_000 }).sent[0]?.atMs).toBe(60_000);
  });

  test('waits for a person where no time is given', () => {
    const times = { ...TIMES, unattendedMs: undefined };
    const row = { kind: 'payment', flow: 'push', story: 'prompt' };
    expect(dueAt(row, 0, { from: new Date(), times, manifest: myCoolpay })).toBeNull();
  });
});

describe('the number chooses', () => {
  test.each([
    ['+237670000789', '789'],
    ['6 70 00 00 19', '019'],
    ['670-000-789', '789'],
    ['4111 1111 1111 1049', '049'],
    ['+237670000123', undefined],
    ['89', undefined],
    [undefined, undefined],
  ] as const)('%s → %s', (number, ending) => {
    expect(endingOf(number)).toBe(ending);
  });

  test('an inherited property of the table is no ending', () => {
    expect(chooseStory(myCoolpay, 'push', 'constructor')).toBe('prompt');
  });

  test('endings that cannot occur at the provider are like any other number', () => {
    expect(tellingFor(myCoolpay, '239', 'push')).toEqual({
      notApplicable: myCoolpay.notApplicable['story:239'],
    });
    expect(chooseStory(myCoolpay, 'push', '+237670000239')).toBe('prompt');
    expect(chooseStory(myCoolpay, 'page', '+237670000209')).toBe('page');
    expect(chooseStory(myCoolpay, 'payout', '+237670000019')).toBe('789');
  });

  test('without OTP, 219 is told as 789', () => {
    const without = { ...myCoolpay, can: { ...myCoolpay.can, otp: false } };
    expect(tellingFor(without, '219', 'push')).toBe(STORIES['789'].push);
    expect(chooseStory(without, 'push', '+237670000219')).toBe('789');
    expect(chooseStory(myCoolpay, 'page', '+237670000219')).toBe('789');
    expect(chooseStory(myCoolpay, 'push', '+237670000219')).toBe('219');
    expect(tellingFor(myCoolpay, '219', 'push')).toBe(STORIES['219'].push);
  });
});

describe('the end at one provider', () => {
  test('of a story that cannot occur there is none', () => {
    expect(endFor(myCoolpay, { ending: '239', flow: 'push', tellsFee: true })).toBeUndefined();
  });

  test('a failure its words cannot tell is unspecified', () => {
    expect(endFor(myCoolpay, { ending: '049', flow: 'push', tellsFee: true })?.failureCode).toBe(
      'unspecified',
    );
    expect(endFor(myCoolpay, { ending: '039', flow: 'push', tellsFee: true })?.failureCode).toBe(
      'payer_declined',
    );
  });

  test('a lost request stays open where nobody can ask by our reference, and fails where one can', () => {
    expect(endFor(myCoolpay, { ending: '149', flow: 'push', tellsFee: true })?.status).toBe('pending');
    const asking = {
      ...myCoolpay,
      queryBy: 'reference' as const,
      can: { ...myCoolpay.can, tellAbsence: true },
    };
    const { 'story:149': _reason, ...notApplicable } = myCoolpay.notApplicable;
    expect(
      endFor({ ...asking, notApplicable }, { ending: '149', flow: 'push', tellsFee: true }),
    ).toMatchObject({
      status: 'failed',
      failureCode: 'operator_unavailable',
    });
  });

  test('a lost request stays open where "not found" is no answer of its own, though our reference is asked by', () => {
    const { manifest } = PROVIDERS.paygateglobal;
    expect(endFor(manifest, { ending: '149', flow: 'push', tellsFee: false })?.status).toBe('pending');
    expect(endFor(manifest, { ending: '139', flow: 'push', tellsFee: false })?.status).toBe('succeeded');
    expect(endFor(manifest, { ending: '059', flow: 'push', tellsFee: false })?.failureCode).toBe(
      'payer_timeout',
    );
  });

  test('a refusal that leaves the charge open keeps the payment pending there', () => {
    const unsure = { ...myCoolpay, openRefusals: ['payment_in_progress' as const] };
    expect(endFor(unsure, { ending: '209', flow: 'push', tellsFee: true })?.status).toBe('pending');
    expect(endFor(unsure, { ending: '109', flow: 'push', tellsFee: true })?.status).toBe('failed');
  });

  test('a merchant’s own cancel is one where the wire says so, elsewhere a failure', () => {
    const { manifest } = PROVIDERS.flexpay;
    const about = { ending: '269', flow: 'push', tellsFee: false } as const;
    expect(endFor(manifest, about)).toMatchObject({
      status: 'canceled',
      failureCode: 'canceled_by_merchant',
    });
    expect(endFor(myCoolpay, about)).toMatchObject({ status: 'failed', failureCode: 'unspecified' });
  });

  test('without a told fee there is no posting of it', () => {
    expect(endFor(myCoolpay, { ending: '249', flow: 'push', tellsFee: false })?.postings).toEqual([
      'payment_succeeded',
      'surplus',
    ]);
  });
});

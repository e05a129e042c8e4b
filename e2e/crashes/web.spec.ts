/** kill -9 of the web process at each of its crash points. */
import { test } from '@playwright/test';
import { CARD, CODE, dieAt, each, TOGO } from './points.ts';

/** The worker books what the first process that asked was told; held still, it leaves that to the web process. */
const COMES_BACK = { pays: 'page', order: CARD, alone: true } as const;

const WEB_CRASHES = [
  ...each(['session-claimed'], { pays: 'page', order: CARD }),
  ...each(['payment-unwritten', 'payment-written', 'attempt-unwritten', 'change-locked', 'status-written'], {
    order: TOGO,
  }),
  { at: ['payment-written', 'key-taken-over'], pays: 'phone', order: TOGO } as const,
  ...each(
    [
      'change-committed',
      'attempt-written',
      'charge-unwritten',
      'charge-written',
      'reply-unapplied',
      'observation-locked',
      'event-written',
      'observation-uncommitted',
      'observation-committed',
      'reply-applied',
      'answer-unkept',
      'answer-kept',
      'callback-unstored',
      'callback-stored',
      'callback-acknowledged',
    ],
    { order: TOGO },
  ),
  // Told before the reply: here the web process acts and calls back for the operator.
  ...each(['act-written', 'operator-callback-sent'], { order: { ...TOGO, ending: '179' } }),
  ...each(['reply-unapplied'], { order: { provider: 'my-coolpay', ending: '700' } }),
  // A forged callback is refused before the worker sees it.
  ...each(['callback-finished'], { order: { provider: 'my-coolpay', ending: '199' } }),
  ...each(['key-written', 'code-claimed', 'code-answered', 'code-applied'], { pays: 'code', order: CODE }),
  ...each(
    ['query-taken', 'query-answered', 'arrival-written', 'postings-written', 'query-applied'],
    COMES_BACK,
  ),
];

// They take minutes: `npm run test:full`. Random kills under traffic are in every `npm test` (traffic.spec.ts).
test.describe('at every point @full', () => dieAt('web', WEB_CRASHES));

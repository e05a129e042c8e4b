/** kill -9 of the worker at each of its crash points. */
import { test } from '@playwright/test';
import { CARD, dieAt, each, NEVER_TOLD, TOGO } from './points.ts';

const WORKER_CRASHES = [
  ...each(['change-committed'], { pays: 'expires', order: CARD }),
  ...each(
    [
      'rows-claimed',
      'row-unreleased',
      'row-released',
      'rows-unnumbered',
      'rows-numbered',
      'callback-taken',
      'callback-applied',
      'callback-finished',
      'observation-locked',
      'status-written',
      'arrival-written',
      'postings-written',
      'event-written',
      'observation-uncommitted',
      'observation-committed',
      'delivery-taken',
      'delivery-sent',
      'delivery-recorded',
      'act-written',
      'operator-callback-sent',
    ],
    { order: TOGO },
  ),
  ...each(['query-taken', 'query-answered', 'query-applied'], { order: NEVER_TOLD }),
  // Asked about only by a reference that the lost reply would have told: left to the one callback, or to a person.
  ...each(['query-planned'], { order: { provider: 'my-coolpay', ending: '139' } }),
  ...each(['shop-callback-sent'], { pays: 'dialect', order: TOGO }),
];

// They take minutes: `npm run test:full`. Random kills under traffic are in every `npm test` (traffic.spec.ts).
test.describe('at every point @full', () => dieAt('worker', WORKER_CRASHES));

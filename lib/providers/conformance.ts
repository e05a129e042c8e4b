/**
 * What every provider must do, whatever its wire: run by conformance.test.ts over the registry. A case that cannot occur
 * with a provider is named in its manifest (`notApplicable`, with the reason) or follows from what the manifest says.
 */
import { expect } from 'vitest';
import { minorUnits, money } from '#lib/money.ts';
import { FAILURES, type FailureCode } from '#lib/operators/failures.ts';
import { RIGHT_CODE } from '#lib/testing/memory-backend.ts';
import {
  alterations,
  bodyOf,
  echo,
  GARBAGE,
  REWRITES,
  SILENCE,
  UNREADABLE,
  withAmount,
} from './conformance-wire.ts';
import {
  AMOUNTS,
  aWorld,
  BASE_URL,
  memoryStore,
  PHONES,
  type Wire,
  type World,
  WRONG_CODE,
} from './conformance-world.ts';
import type { Flow, Manifest, Observation, Provider, ProviderOperator, Refusal } from './provider.ts';

export interface Case {
  id: string;
  promise: string;
  /** Why the manifest rules it out; undefined when it applies. */
  ruledOut?(manifest: Manifest): string | undefined;
  run(provider: Provider): Promise<void>;
}

const OPEN_OUTCOMES = ['pending', 'requires_otp', 'redirect'];
const NEVER_PAID = ['pending', 'unknown', 'not_found', 'requires_otp', 'redirect'];

export const CASES: readonly Case[] = [
  {
    id: 'accepted-is-not-success',
    promise: 'an accepted charge is open, with what the payer has to do, and exists once',
    run: (provider) =>
      eachOperator(provider, async (world, { flow }) => {
        const seen = await world.charge();
        expect(OPEN_OUTCOMES).toContain(seen.outcome);
        expect(seen.nextAction?.type).toBe(ACTIONS[flow]);
        expect(seen.source).toBe('reply');
        expect(world.backend.transactions).toHaveLength(1);
        expect(world.transaction().reference).toBe('ABCDEFGHIJ0123456789');
      }),
  },
  {
    id: 'success-by-callback',
    promise: 'a success callback names our payment and, believed, succeeds with the right amount',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        const { transaction } = await charged(world, { status: 'succeeded', operatorReference: 'OP-1' });
        const reading = await world.receive(world.callback());
        expect(reading).toMatchObject({
          kind: 'read',
          transaction: 'payment',
          reference: transaction.reference,
        });
        expect(provider.acknowledge(reading).status).toBe(200);
        expect(await world.believe(reading)).toMatchObject({
          outcome: 'succeeded',
          money: transaction.money,
        });
      }),
  },
  {
    id: 'success-by-query',
    promise: 'without any callback a query finds the success, its amount and what identifies the money',
    ruledOut: ({ queryBy }) => (queryBy === 'none' ? 'there is no query' : undefined),
    run: (provider) =>
      eachOperator(provider, async (world) => {
        const { transaction } = await charged(world, { status: 'succeeded', operatorReference: 'OP-1' });
        const seen = await world.query();
        expect(seen).toMatchObject({ outcome: 'succeeded', source: 'query', money: transaction.money });
        expect(seen.transactionId).toBeTruthy();
      }),
  },
  {
    id: 'failure-codes',
    promise:
      'each failure ends the attempt under its own code where the wire can say it, else as unspecified',
    run: async (provider) => {
      const produced = new Set<FailureCode | undefined>();
      await eachOperator(provider, async (world, { flow }) => {
        await world.charge();
        for (const failureCode of Object.keys(FAILURES) as FailureCode[]) {
          if (isPrompt(flow) && failureCode === 'canceled_on_page') continue; // there is no page
          world.backend.settle(world.transaction().reference, { status: 'failed', failureCode });
          const seen = await world.truth();
          expect(['failed', 'canceled', 'expired']).toContain(seen.outcome);
          const told = provider.manifest.failureCodes.includes(failureCode);
          if (isPrompt(flow)) expect(seen.failureCode).toBe(told ? failureCode : 'unspecified');
          produced.add(seen.failureCode);
        }
      });
      expect([...produced]).toEqual(expect.arrayContaining([...provider.manifest.failureCodes]));
    },
  },
  {
    id: 'silence-is-unknown',
    promise: 'time-outs, HTML, empty or cut bodies, unlisted codes and 5xx are unknown, in every call',
    run: async (provider) => {
      for (const answer of UNREADABLE) {
        await eachOperator(provider, async (world, operator) => {
          const lying: Wire = async () => answer;
          await world.charge();
          world.wire = lying;
          if (provider.manifest.queryBy !== 'none') expect(await world.query()).toMatchObject(UNKNOWN);
          expect(await world.charge({ reference: 'ANOTHERREFERENCE0000' })).toMatchObject(UNKNOWN);
          if (provider.confirmOtp) expect(await world.confirmOtp(RIGHT_CODE)).toMatchObject(UNKNOWN);
          if (paysOut(provider, operator)) expect(await world.payOut()).toMatchObject(UNKNOWN);
          expect(await provider.balances?.(world.context)).toBeUndefined();
        });
      }
    },
  },
  {
    id: 'not-sent-is-failed',
    promise:
      'only a connection that was never opened fails a charge by itself; a query learns nothing from it',
    run: async (provider) => {
      const failed = { outcome: 'failed', failureCode: 'operator_unavailable', source: 'reply' };
      await eachOperator(provider, async (world, operator) => {
        await world.charge();
        world.wire = async () => ({ kind: 'not_sent', reason: 'ECONNREFUSED' });
        expect(await world.charge({ reference: 'ANOTHERREFERENCE0000' })).toMatchObject(failed);
        if (paysOut(provider, operator)) expect(await world.payOut()).toMatchObject(failed);
        if (provider.manifest.queryBy !== 'none') expect(await world.query()).toMatchObject(UNKNOWN);
        if (provider.confirmOtp) expect(await world.confirmOtp(RIGHT_CODE)).toMatchObject(UNKNOWN);
      });
    },
  },
  {
    id: 'altered-status-reply',
    promise:
      'a status reply with any member altered or missing never fails, and never succeeds for another amount',
    ruledOut: ({ queryBy }) => (queryBy === 'none' ? 'there is no query' : undefined),
    run: (provider) =>
      eachOperator(provider, async (world) => {
        const { transaction } = await charged(world, { status: 'succeeded', operatorReference: 'OP-1' });
        const original = await lastReply(world, () => world.query());
        for (const altered of alterations(original)) {
          world.wire = async () => ({ kind: 'reply', status: 200, headers: {}, text: altered });
          const seen = await world.query();
          expect([altered, seen.outcome]).toEqual([
            altered,
            expect.stringMatching(/^(unknown|succeeded|pending)$/),
          ]);
          if (seen.outcome === 'succeeded') expect([undefined, transaction.money]).toContainEqual(seen.money);
        }
      }),
  },
  {
    id: 'lost-reply',
    promise: 'when the reply is lost the callback still finds the payment, and the query after it succeeds',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        world.wire = async (request, next) => {
          await next(request);
          return SILENCE;
        };
        expect(await world.charge()).toMatchObject(UNKNOWN);
        world.wire = (request, next) => next(request);
        world.backend.settle(world.transaction().reference, {
          status: 'succeeded',
          operatorReference: 'OP-1',
        });
        const reading = await world.receive(world.callback());
        expect(reading).toMatchObject({ kind: 'read', reference: world.transaction().reference });
        expect(await world.believe(reading)).toMatchObject({ outcome: 'succeeded' });
      }),
  },
  {
    id: 'query-by-our-reference',
    promise: 'when the reply is lost a query by our own reference finds the payment',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await charged(world, { status: 'succeeded', operatorReference: 'OP-1' });
        expect(await world.query({ providerReference: undefined })).toMatchObject({ outcome: 'succeeded' });
      }),
  },
  {
    id: 'not-found',
    promise: 'a query about a transaction that does not exist says so',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        const elsewhere = { reference: 'NEVERSENT00000000000', providerReference: 'never-sent' };
        expect(await world.query(elsewhere)).toMatchObject({ outcome: 'not_found' });
      }),
  },
  {
    id: 'refunded',
    promise: 'money that the operator gave back is told as such',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await charged(world, { status: 'refunded', operatorReference: 'OP-1' });
        expect(await world.truth()).toMatchObject({ outcome: 'refunded' });
      }),
  },
  {
    id: 'callback-twice',
    promise: 'the same callback twice reads the same and is acknowledged the same',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await charged(world, { status: 'succeeded', operatorReference: 'OP-1' });
        const first = await world.receive(world.callback());
        const second = await world.receive(world.callback());
        expect(second).toEqual(first);
        expect(provider.acknowledge(second)).toEqual(provider.acknowledge(first));
      }),
  },
  {
    id: 'callback-forged',
    promise: 'a callback that says success while the truth is pending moves nothing',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        const truth = world.transaction();
        const forged = world.callback({ ...truth, status: 'succeeded', operatorReference: 'OP-1' });
        if (provider.manifest.sourceNetworks.length > 0) {
          const foreign = await world.receive(forged, { peer: '198.51.100.66' });
          expect(foreign.kind).toBe('refused');
          expect(provider.acknowledge(foreign).status).not.toBe(500);
        }
        if (provider.manifest.trust === 'source-and-amount') return;
        const seen = await world.believe(await world.receive(forged));
        if (seen) expect(NEVER_PAID).toContain(seen.outcome);
      }),
  },
  {
    id: 'callback-altered',
    promise: 'a callback with any member altered or missing never pays, and never throws',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        const truth = world.transaction();
        const original = world.callback({ ...truth, status: 'succeeded', operatorReference: 'OP-1' });
        for (const body of [...alterations(original.body ?? ''), ...GARBAGE]) {
          const seen = await world.believe(await world.receive({ ...original, body }));
          const paysUs = seen?.outcome === 'succeeded' && seen.money?.amount === truth.money.amount;
          if (provider.manifest.trust !== 'source-and-amount') expect([body, paysUs]).toEqual([body, false]);
        }
      }),
  },
  {
    id: 'amounts',
    promise: 'amounts survive both directions in every listed currency',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        for (const currency of provider.manifest.currencies) {
          for (const [index, amount] of AMOUNTS[currency].entries()) {
            const asked = money(amount, currency);
            await world.charge({ money: asked, reference: `REFERENCE${currency}${index}`.padEnd(20, '0') });
            expect(world.transaction().money).toEqual(asked);
            world.backend.settle(world.transaction().reference, {
              status: 'succeeded',
              operatorReference: `OP-${amount}`,
            });
            expect(await world.truth()).toMatchObject({ outcome: 'succeeded', money: asked });
          }
        }
      }),
  },
  {
    id: 'phones',
    promise: 'the number and what the request says arrive as they were meant; the operator reported is ours',
    run: (provider) =>
      eachOperator(provider, async (world, { operator, flow }) => {
        await charged(world, { operator, status: 'succeeded', operatorReference: 'OP-1' });
        expect(world.transaction().phone).toBe(PHONES[provider.manifest.country]);
        const seen = await world.truth();
        if (isPrompt(flow)) expect([undefined, operator]).toContain(seen.operator);
      }),
  },
  {
    id: 'otp',
    promise: 'a wrong code leaves the attempt waiting for one, the right code moves it on',
    ruledOut: ({ can }) => (can.otp ? undefined : 'it asks for no code'),
    run: async (provider) => {
      const world = aWorld(provider);
      world.backend.next = { with: { status: 'requires_otp' } };
      expect(await world.charge()).toMatchObject({
        outcome: 'requires_otp',
        nextAction: { type: 'enter_otp' },
      });
      expect(await world.confirmOtp(WRONG_CODE)).toMatchObject({
        outcome: 'requires_otp',
        failureCode: 'otp_invalid',
      });
      expect(await world.confirmOtp(RIGHT_CODE)).toMatchObject({ outcome: 'pending' });
      // The reply to the right code was lost and the payer types it again: that must not end the attempt.
      expect(OPEN_OUTCOMES.concat('unknown')).toContain((await world.confirmOtp(RIGHT_CODE)).outcome);
    },
  },
  {
    id: 'payouts',
    promise: 'an accepted payout is pending, a refused one failed, a success needs the query',
    ruledOut: ({ can }) => (can.payOut ? undefined : 'it pays nothing out'),
    run: async (provider) => {
      for (const operator of provider.manifest.operators.filter((one) => paysOut(provider, one))) {
        const world = aWorld(provider, operator);
        expect(await world.payOut()).toMatchObject({ outcome: 'pending' });
        expect(world.transaction()).toMatchObject({ kind: 'payout', operator: operator.operator });
        world.backend.settle(world.transaction().reference, {
          status: 'succeeded',
          operatorReference: 'OP-1',
        });
        expect(await world.query()).toMatchObject({ outcome: 'succeeded', money: world.transaction().money });
        world.backend.next = { refuse: 'payouts_unavailable' };
        expect(await world.payOut({ reference: 'REFUSEDPAYOUT0000000' })).toMatchObject({
          outcome: 'failed',
        });
        expect(world.backend.transactions).toHaveLength(1);
      }
    },
  },
  {
    id: 'balances',
    promise: 'the balance arrives as the server knows it',
    ruledOut: ({ can }) => (can.balances ? undefined : 'it tells no balance'),
    run: async (provider) => {
      const world = aWorld(provider);
      const told = await provider.balances?.(world.context);
      expect(told?.map((wallet) => wallet.money)).toEqual(
        world.backend.wallets.map((wallet) => wallet.money),
      );
    },
  },
  {
    id: 'check-connection',
    promise:
      'a question that moves no money tells good credentials, refused ones, no way, and no clear answer apart',
    run: async (provider) => {
      const world = aWorld(provider);
      const check = () => provider.checkConnection({ ...world.context, store: memoryStore() });
      expect(await check()).toMatchObject({ ok: true });
      for (const answer of UNREADABLE) {
        world.wire = async () => answer;
        expect([answer, await check()]).toMatchObject([answer, { ok: false, problem: 'unclear' }]);
      }
      world.wire = async () => ({ kind: 'not_sent', reason: 'ECONNREFUSED' });
      expect(await check()).toMatchObject({ ok: false, problem: 'unreachable' });
      world.wire = (request, next) => next(request);
      world.backend.findAccount = async () => undefined;
      const refused = await check();
      expect(refused).toMatchObject({ ok: false, problem: 'credentials_refused' });
      expect(world.backend.requests).toEqual([]);
    },
  },
  {
    id: 'refusals',
    promise: 'each refusal of the server is a failed charge that created nothing; a duplicate is unknown',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        for (const refuse of REFUSALS) {
          world.backend.next = { refuse };
          const expected = refuse === 'duplicate_reference' ? 'unknown' : 'failed';
          expect([refuse, (await world.charge()).outcome]).toEqual([refuse, expected]);
        }
        expect(world.backend.transactions).toHaveLength(0);
      }),
  },
  {
    id: 'reference-used-twice',
    promise: 'the same reference sent again creates nothing, and is never read as a failure',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        expect(['unknown', 'pending', 'redirect']).toContain((await world.charge()).outcome);
        expect(world.backend.transactions).toHaveLength(1);
      }),
  },
  {
    id: 'echoed-secrets',
    promise: 'a provider that repeats our request in its answers puts no secret into the timeline',
    run: (provider) =>
      eachOperator(provider, async (world, operator) => {
        await world.charge();
        world.wire = async (request) => echo(request, provider);
        // The world looks at each observation; these calls only have to return.
        await world.charge({ reference: 'ANOTHERREFERENCE0000' });
        if (provider.manifest.queryBy !== 'none') await world.query();
        if (provider.confirmOtp) await world.confirmOtp(WRONG_CODE);
        if (paysOut(provider, operator)) await world.payOut();
      }),
  },
  {
    id: 'tolerated-requests',
    promise:
      'the server takes a trailing slash, unknown members, forms, unlabelled JSON and amounts of either type',
    run: async (provider) => {
      for (const rewrite of Object.values(REWRITES)) {
        await eachOperator(provider, async (world) => {
          world.wire = (request, next) => next(rewrite(request, world));
          expect(OPEN_OUTCOMES).toContain((await world.charge()).outcome);
          expect(world.transaction()).toMatchObject({
            phone: PHONES[provider.manifest.country],
            description: 'Commande 1001',
          });
          world.wire = (request, next) => next(rewrite(request, world));
          if (provider.manifest.queryBy !== 'none') expect((await world.query()).outcome).not.toBe('unknown');
        });
      }
    },
  },
  {
    id: 'fractions',
    promise: 'a fraction of a unit in a currency without one is refused and creates nothing',
    ruledOut: ({ currencies }) =>
      currencies.some((c) => minorUnits(c) === 0) ? undefined : 'its currencies have cents',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        world.wire = (request, next) => next(withAmount(request, world, (amount) => `${amount}.5`));
        expect(OPEN_OUTCOMES).not.toContain((await world.charge()).outcome);
        expect(world.backend.transactions).toHaveLength(0);
      }),
  },
  {
    id: 'descriptions',
    promise: 'Unicode and 250 characters of description arrive unharmed',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        for (const [index, description] of [
          'Thé à la menthe, 2 × « grand » & 😀 <b>+%41',
          'é'.repeat(250),
        ].entries()) {
          await world.charge({ description, reference: `DESCRIPTION${index}`.padEnd(20, '0') });
          expect(world.transaction().description).toBe(description);
        }
      }),
  },
  {
    id: 'stale-get-body',
    promise: 'a GET that carries an old body answers as if it had none',
    run: async (provider) => {
      const world = aWorld(provider);
      await charged(world, { status: 'succeeded', operatorReference: 'OP-1' });
      await world.truth();
      const get = world.sent.find(({ method }) => method === 'GET');
      if (get === undefined) return;
      const stale = new Request(get.url, {
        method: 'POST',
        headers: get.headers,
        body: '{"transaction_ref":"stale',
      });
      Object.defineProperty(stale, 'method', { value: 'GET' }); // the Request class refuses to build one
      const plain = await world.app.request(get.url, { headers: get.headers });
      const answer = await world.app.request(stale);
      expect([answer.status, await answer.text()]).toEqual([plain.status, await plain.text()]);
    },
  },
  {
    id: 'server-trouble',
    promise:
      'a crash, an unknown route or account, a broken or huge body: never HTML, never a stack, nothing created',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        const [request] = world.sent;
        if (request === undefined) throw new Error('Nothing was sent');
        world.backend.next = { throws: new Error('SECRET-DETAIL at line 1') };
        const init = { method: request.method, headers: request.headers };
        const answers = [
          await world.app.request(request.url, { ...init, ...bodyOf(request) }),
          await world.app.request(`${BASE_URL}/no/such/route`, init),
          ...(request.body === undefined
            ? []
            : [
                await world.app.request(request.url, { ...init, body: '{"broken' }),
                await world.app.request(request.url, { ...init, body: `{"x":"${'x'.repeat(70_000)}"}` }),
              ]),
        ];
        for (const answer of answers) {
          expect(answer.headers.get('content-type') ?? '').not.toContain('html');
          expect(await answer.text()).not.toMatch(/SECRET-DETAIL|at .*\.ts/);
        }
        expect(world.backend.transactions).toHaveLength(1);
      }),
  },
];

// ───────────── tools of the cases ─────────────

const UNKNOWN = { outcome: 'unknown' };

const ACTIONS = {
  push: 'confirm_on_phone',
  otp: 'enter_otp',
  redirect: 'redirect',
  form: 'form',
} as const satisfies Record<Flow, string>;

const REFUSALS: readonly Refusal[] = [
  'duplicate_reference',
  'amount_invalid',
  'amount_out_of_range',
  'currency_unsupported',
  'phone_invalid',
  'operator_unsupported',
  'operator_unavailable',
  'payment_in_progress',
  'too_many_prompts',
  'return_url_undeclared',
  'busy',
];

async function eachOperator(
  provider: Provider,
  run: (world: World, operator: ProviderOperator) => Promise<void>,
): Promise<void> {
  for (const operator of provider.manifest.operators) await run(aWorld(provider, operator), operator);
}

async function charged(world: World, change: Parameters<World['backend']['settle']>[1]) {
  const seen = await world.charge();
  return { seen, transaction: world.backend.settle(world.transaction().reference, change) };
}

/** A card or a page cannot be paid out to. */
function paysOut(provider: Provider, { flow }: ProviderOperator): boolean {
  return provider.payOut !== undefined && isPrompt(flow);
}

function isPrompt(flow: Flow): boolean {
  return flow === 'push' || flow === 'otp';
}

/** The text of the last answer that a call received. */
async function lastReply(world: World, call: () => Promise<Observation>): Promise<string> {
  let text = '';
  const before = world.wire;
  world.wire = async (request, next) => {
    const result = await next(request);
    if (result.kind === 'reply') text = result.text;
    return result;
  };
  await call();
  world.wire = before;
  return text;
}

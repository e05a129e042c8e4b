/** Conformance cases: what shops send to the server end, and how it answers trouble. */
import { expect } from 'vitest';
import type { OutgoingRequest } from '#lib/http.ts';
import { type Case, eachOperator, OPEN_OUTCOMES, PAID } from './conformance-case.ts';
import {
  bodyOf,
  callbackWith,
  ENCODINGS,
  replyWith,
  withStrangeMembers,
  withTrailingSlash,
  withUnknownMembers,
} from './conformance-wire.ts';
import { aWorld, BASE_URL } from './conformance-world.ts';
import type { Provider } from './provider.ts';

export const REQUESTS: readonly Case[] = [
  {
    id: 'encodings',
    promise: 'the server takes forms, multipart, and JSON that is unlabelled or labelled as text or a form',
    run: async (provider) => {
      for (const rewrite of Object.values(ENCODINGS)) await expectTolerated(provider, rewrite);
    },
  },
  {
    id: 'trailing-slash',
    promise: 'the server answers an address that ends with a slash as the one without',
    run: (provider) => expectTolerated(provider, withTrailingSlash),
  },
  {
    id: 'unknown-members',
    promise: 'members that nobody knows are ignored: of shops by the server, of the provider by the client',
    run: async (provider) => {
      await expectTolerated(provider, withUnknownMembers);
      await eachOperator(provider, async (world) => {
        world.wire = async (request, next) => replyWith(await next(request), withStrangeMembers);
        expect(OPEN_OUTCOMES).toContain((await world.charge()).outcome);
        const { money } = world.backend.settle(world.transaction().reference, PAID);
        const reading = await world.receive(callbackWith(world.callback(), withStrangeMembers));
        expect(await world.believe(reading)).toMatchObject({ outcome: 'succeeded', money });
      });
    },
  },
  {
    id: 'stale-get-body',
    promise:
      'a GET that carries an old body answers as if it had none, at every address, and creates nothing',
    run: (provider) =>
      eachOperator(provider, async (world) => {
        await world.charge();
        world.backend.settle(world.transaction().reference, PAID);
        await world.truth();
        const asked = [...world.sent, ...world.posted];
        expect(asked.length).toBeGreaterThan(0);
        for (const { url, headers, body = '{"transaction_ref":"stale' } of asked) {
          const stale = new Request(url, { method: 'POST', headers, body });
          Object.defineProperty(stale, 'method', { value: 'GET' }); // the Request class refuses to build one
          const plain = await world.app.request(url, { headers });
          expect([url, await shapeOf(await world.app.request(stale))]).toEqual([url, await shapeOf(plain)]);
        }
        expect(world.backend.transactions).toHaveLength(1);
      }),
  },
  {
    id: 'server-trouble',
    promise:
      'a crash, an unknown route or account, a broken or huge body: never HTML, never a stack, nothing created',
    run: (provider) =>
      eachOperator(provider, async (world, { flow }) => {
        await world.charge();
        const [request] = [...world.posted, ...world.sent];
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
          // Who posts a form is a person.
          if (flow !== 'form') expect(answer.headers.get('content-type') ?? '').not.toContain('html');
          expect(await answer.text()).not.toMatch(/SECRET-DETAIL|at .*\.ts/);
        }
        expect(world.backend.transactions).toHaveLength(1);
      }),
  },
];

/** Whatever the server makes of our client's tidy requests, it makes of these. */
async function expectTolerated(
  provider: Provider,
  rewrite: (request: OutgoingRequest) => OutgoingRequest,
): Promise<void> {
  await eachOperator(provider, async (world, operator) => {
    const tidy = aWorld(provider, operator);
    await tidy.charge();
    const expected = tidy.transaction();
    world.wire = (request, next) => next(rewrite(request));
    expect(OPEN_OUTCOMES).toContain((await world.charge()).outcome);
    const { phone, description, money: asked } = world.transaction();
    expect([phone, description, asked]).toEqual([expected.phone, expected.description, expected.money]);
    if (provider.manifest.queryBy !== 'none') expect((await world.query()).outcome).not.toBe('unknown');
  });
}

/** What must be the same of two answers to one question: a session is new each time, in the same form. */
async function shapeOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  return [answer.status, text.replaceAll(/\d/g, '0')];
}

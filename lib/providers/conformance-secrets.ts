/** Conformance cases: nothing that is secret is shown. */
import { expect, vi } from 'vitest';
import { createLog, log } from '#lib/log.ts';
import { type Case, eachOperator, paysOut } from './conformance-case.ts';
import { bodyOf, echo } from './conformance-wire.ts';
import { expectHidden, secretsIn, WRONG_CODE } from './conformance-world.ts';

export const SECRETS: readonly Case[] = [
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
    id: 'logs',
    promise:
      'no credential, code or number reaches a log: not in an address, nor when a server end breaks down',
    run: (provider) =>
      eachOperator(provider, async (world, operator) => {
        const lines: string[] = [];
        const logged = createLog({ write: (line: string) => lines.push(line) });
        logged.level = 'trace';
        const error = vi.spyOn(log, 'error').mockImplementation((...args: unknown[]) => {
          Reflect.apply(logged.error, logged, args);
        });
        try {
          // The addresses of all calls are looked at where the world sends them.
          await world.charge();
          if (provider.manifest.queryBy !== 'none') await world.query();
          if (provider.confirmOtp) await world.confirmOtp(WRONG_CODE);
          if (paysOut(provider, operator)) await world.payOut();
          for (const request of [...world.posted, ...world.sent]) {
            world.backend.findAccount = async () => {
              throw Object.assign(new Error(`${request.method} ${request.url} broke`), {
                request: { headers: request.headers, body: request.body },
              });
            };
            const { method, headers } = request;
            await world.app.request(request.url, { method, headers, ...bodyOf(request) });
          }
        } finally {
          error.mockRestore();
        }
        expect(lines.length).toBeGreaterThan(0);
        for (const line of lines) expectHidden(line, secretsIn(world));
      }),
  },
];

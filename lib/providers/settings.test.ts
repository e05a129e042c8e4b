/** The settings that every connection has (issue: connections), each seen to work, over every provider of the registry. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseE164 } from '#lib/phone.ts';
import { aWorld, BASE_URL, PHONES, type World } from './conformance-world.ts';
import { PROVIDERS } from './index.ts';
import { PHONE_FORMS } from './phone-form.ts';
import type { Provider, ProviderOperator } from './provider.ts';
import { timeoutMsOf } from './settings.ts';
import { toy } from './testing/toy/index.ts';

const providers: readonly Provider[] = [...Object.values(PROVIDERS), toy];

/** A world in which the connection holds these settings beside what it must hold. */
function withSettings(
  provider: Provider,
  change: Record<string, unknown>,
  operator?: ProviderOperator,
): World {
  const world = aWorld(provider, operator);
  Object.assign(world.context, { settings: { ...Object(world.context.settings), ...change } });
  return world;
}

describe.each(providers.map((provider) => ({ id: provider.manifest.id, provider })))(
  '$id',
  ({ provider }) => {
    const { manifest } = provider;
    const required = aWorld(provider).context.settings;

    it.each([
      ['sourceNetworks', ['203.0.113.0/24'], ['somewhere']],
      ['timeoutSeconds', 7, 0],
      ['timeoutSeconds', 180, 181],
      ['timeoutSeconds', 1, '1.5'],
      ['phoneForm', 'plus', 'spelt out'],
      ['dialCodes', { 'tg-flooz': '*155#' }, { 'tg-floz': '*155#' }],
      ['dialCodes', {}, { 'tg-flooz': 'call us' }],
    ])('%s: %j is taken, %j is refused by name', (name, good, bad) => {
      const read = (value: unknown) => manifest.settings.safeParse({ ...Object(required), [name]: value });
      expect(read(good).data).toMatchObject({ [name]: good });
      const paths = read(bad).error?.issues.map(({ path }) => String(path[0]));
      expect(paths?.every((path) => path === name)).toBe(true);
      expect(paths).not.toEqual([]);
    });

    it('every call and page goes to the base URL of the connection', async () => {
      for (const operator of manifest.operators) {
        const world = withSettings(provider, {}, operator);
        const baseUrl = 'https://elsewhere.test:8443';
        Object.assign(world.context, { baseUrl });
        world.wire = (request, next) => next({ ...request, url: request.url.replace(baseUrl, BASE_URL) });
        await world.charge();
        if (manifest.queryBy !== 'none') await world.query();
        expect(world.backend.transactions).toHaveLength(1);
        const addresses = [...world.sent, ...world.posted].map(({ url }) => url);
        expect(addresses.filter((url) => !url.startsWith(`${baseUrl}/`))).toEqual([]);
        expect(addresses.length).toBeGreaterThan(0);
      }
    });

    it('a callback from outside the source networks is refused, the same from inside is read', async () => {
      const world = withSettings(provider, { sourceNetworks: ['198.51.100.0/24'] });
      await world.charge();
      world.backend.settle(world.transaction().reference, { status: 'succeeded', operatorReference: 'OP-1' });
      const kindFrom = async (peer: string) => (await world.receive(world.callback(), { peer })).kind;
      expect(await kindFrom('203.0.113.99')).toBe('refused');
      expect(await kindFrom('198.51.100.9')).toBe('read');
    });

    it('no call waits longer than the time-out of the connection', async () => {
      const settings = { ...Object(required), timeoutSeconds: 7 };
      const timeoutMs = timeoutMsOf(manifest.settings, settings);
      expect(timeoutMs).toBe(7_000);
      const world = withSettings(provider, settings);
      Object.assign(world.context, { timeoutMs });
      await world.charge();
      if (manifest.queryBy !== 'none') await world.query();
      await provider.checkConnection(world.context);
      expect(world.sent.length).toBeGreaterThan(0);
      for (const request of world.sent) expect(request.timeoutMs).toBe(7_000);
    });

    it('numbers are written in the form of the connection, and mean the same', async () => {
      const phone = parseE164(PHONES[manifest.country]);
      if (phone === undefined) throw new Error(`No number of ${manifest.country}`);
      const forms = { national: phone.national, international: phone.e164.slice(1), plus: phone.e164 };
      const written = new Set<string>();
      for (const operator of manifest.operators) {
        for (const phoneForm of PHONE_FORMS) {
          const world = withSettings(provider, { phoneForm }, operator);
          await world.charge();
          const told = numbersIn(world).filter((value) => Object.values(forms).includes(value));
          if (world.transaction().phone === undefined) continue;
          expect(world.transaction().phone).toBe(phone.e164);
          if (phoneForm !== 'documented') expect(told).toEqual([forms[phoneForm]]);
          for (const form of told) written.add(form);
        }
      }
      expect([...written].sort()).toEqual(Object.values(forms).sort());
    });

    const prompts = manifest.operators.filter(({ flow }) => flow === 'push');
    it.skipIf(prompts.length === 0)(
      'the payer is told the dial code of the connection where the reply names none',
      async () => {
        for (const operator of prompts) {
          const world = withSettings(provider, { dialCodes: { [operator.operator]: '*999*1#' } }, operator);
          world.wire = async (request, next) => {
            const result = await next(request);
            return result.kind === 'reply' ? { ...result, text: withoutCode(result.text) } : result;
          };
          expect((await world.charge()).nextAction).toEqual({ type: 'confirm_on_phone', ussd: '*999*1#' });
        }
      },
    );
  },
);

/** Every text that stands in a body or form of the world's charge. */
function numbersIn({ sent, posted }: World): string[] {
  return [...sent, ...posted].flatMap(({ body = '' }) => {
    const fields = body.startsWith('{')
      ? z.record(z.string(), z.unknown()).parse(JSON.parse(body))
      : Object.fromEntries(new URLSearchParams(body));
    return Object.values(fields).map(String);
  });
}

function withoutCode(text: string): string {
  if (!text.startsWith('{')) return text;
  const { ussd: _code, ...reply } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return JSON.stringify(reply);
}

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { resetEnv } from '#lib/env.ts';
import { PROVIDER_IDS, providerById } from '#lib/providers/index.ts';
import { type Ask, connectionFromFlags } from './lib/connection-from-flags.ts';

beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none');
  resetEnv();
});
afterAll(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

/** Somebody who types what the provider's documents give as examples; counts what was asked. */
function somebody(provider: string) {
  const { shape } = providerById(provider).manifest.credentials;
  const answers = Object.values(shape).map((member) => String(z.globalRegistry.get(member)?.example ?? ''));
  return vi.fn<Ask>(async () => answers.shift() ?? '');
}

async function refusal(args: string[], provider = 'my-coolpay') {
  const ask = somebody(provider);
  const error: unknown = await connectionFromFlags(args, ask).catch((refused: unknown) => refused);
  if (!(error instanceof Error)) throw new Error('It was taken.');
  expect(ask).not.toHaveBeenCalled();
  return error.message;
}

describe('flags are checked before any secret is asked for', () => {
  test.each([
    ['no provider', [], '--provider must be one of: my-coolpay, '],
    ['a strange provider', ['--provider', 'nobody'], '--provider must be one of: my-coolpay, '],
    ['a strange mode', ['--provider', 'flooz', '--mode', 'real'], '--mode must be test or live'],
    [
      'settings that are no JSON',
      ['--provider', 'flooz', '--settings', 'slow'],
      '--settings must be a JSON object',
    ],
    [
      'settings that are a list',
      ['--provider', 'flooz', '--settings', '[]'],
      '--settings must be a JSON object',
    ],
    [
      'a setting that does not exist',
      ['--provider', 'flooz', '--settings', '{"timeout":5}'],
      '--settings: Flooz web service has no setting timeout. It has: sourceNetworks, ',
    ],
    [
      'a setting that does not fit',
      ['--provider', 'flooz', '--settings', '{"timeoutSeconds":0}'],
      '--settings: timeoutSeconds (Time-out of a call in seconds) does not fit. ',
    ],
    [
      'our own address',
      ['--provider', 'flooz', '--base-url', 'http://127.0.0.1:3000'],
      "--base-url: Give Flooz web service's own address, as https://host",
    ],
  ])('%s', async (_, args, message) => {
    expect(await refusal(args)).toContain(message);
  });

  test('what is missing is named with what it is for and how to give it, one line each', async () => {
    const lines = (await refusal(['--provider', 'tmoney-online'])).split('\n');
    expect(lines).toEqual([
      'sourceNetworks (Networks that callbacks come from) is needed, because TMoney Online documents none: give it ' +
        `with --settings, for example --settings '{"sourceNetworks":["203.0.113.7"]}'.`,
      "--base-url: Give TMoney Online's own address, as https://host without a path.",
    ]);
  });
});

describe.each(PROVIDER_IDS)('%s', (provider) => {
  const { manifest } = providerById(provider);
  const required = Object.entries(manifest.settings.shape).filter(
    ([, member]) => !member.safeParse(undefined).success,
  );

  test('each required setting is asked for by name, purpose and example', async () => {
    if (required.length === 0) return expect(manifest.settings.safeParse({}).success).toBe(true);
    const said = await refusal(['--provider', provider], provider);
    for (const [name, member] of required) {
      const { label, example } = z.globalRegistry.get(member) ?? {};
      expect(said).toContain(`${name} (${label}) is needed`);
      expect(said).toContain(JSON.stringify({ [name]: example }));
    }
  });

  test('with good flags every credential is asked for once, secrets unseen, optional ones optionally', async () => {
    const settings = Object.fromEntries(
      required.map(([name, member]) => [name, z.globalRegistry.get(member)?.example]),
    );
    const ask = somebody(provider);
    const args = ['--provider', provider, '--base-url', 'https://provider.example.com'];
    const wanted = await connectionFromFlags([...args, '--settings', JSON.stringify(settings)], ask);
    expect(manifest.credentials.safeParse(wanted.credentials).success).toBe(true);
    expect(wanted).toMatchObject({ provider, mode: 'test', merchantId: null, settings });
    const members = Object.entries(manifest.credentials.shape);
    expect(ask.mock.calls.map(([, how]) => how)).toEqual(
      members.map(([, member]) => ({
        secret: z.globalRegistry.get(member)?.secret,
        optional: member.safeParse(undefined).success,
      })),
    );
    for (const [index, [name]] of members.entries()) expect(ask.mock.calls[index]?.[0]).toContain(name);
  });
});

test('a credential that cannot be one is told at once, and nothing more is asked', async () => {
  const ask = vi.fn<Ask>(async () => 'not sixteen digits');
  const args = ['--provider', 'tmoney-online', '--base-url', 'https://tmoney.example.com'];
  const settings = ['--settings', '{"sourceNetworks":["203.0.113.7"]}'];
  await expect(connectionFromFlags([...args, ...settings], ask)).rejects.toThrow('Must be 16 digits');
  expect(ask).toHaveBeenCalledTimes(1);
});

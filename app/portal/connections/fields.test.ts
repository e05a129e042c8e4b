import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PROVIDER_IDS, providerById } from '#lib/providers/index.ts';
import { credentialFields, fieldOf, readConnectionForm, type Stored, settingFields } from './fields.ts';
import { connectionTexts } from './texts.ts';

const words = (locale: 'fr' | 'en') => ({ t: connectionTexts(locale), locale });
const MANIFESTS = PROVIDER_IDS.map((id) => providerById(id).manifest);

/** What a provider's documents give, from the examples that its manifest holds. */
function example(schema: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.shape).flatMap(([name, member]) => {
      const given = z.globalRegistry.get(member)?.example;
      return given === undefined ? [] : [[name, given]];
    }),
  );
}

describe.each(MANIFESTS)('the form of $name', (manifest) => {
  const stored: Stored = {
    credentials: example(manifest.credentials),
    settings: manifest.settings.parse({ ...example(manifest.settings), dialCodes: { 'ci-wave': '*1#' } }),
  };
  const fields = (locale: 'fr' | 'en', of?: Stored) => [
    ...credentialFields(manifest, words(locale), of),
    ...settingFields(manifest, words(locale), of),
  ];

  test('reads in French', () => {
    const [french, english] = [fields('fr'), fields('en')].map((all) => all.map(({ label }) => label));
    const same = french?.filter((label, index) => label === english?.[index]);
    expect(same?.filter((label) => label !== 'Authorization')).toEqual([]);
  });

  test('sends back what is stored, and no secret ever stands in it', () => {
    const form = new FormData();
    for (const { name, kind, value } of fields('fr', stored)) {
      if (kind === 'secret') expect(value).toBeUndefined();
      form.append(
        name,
        kind === 'secret' ? String(stored.credentials[name.split(':')[1] ?? '']) : (value ?? ''),
      );
    }
    const read = readConnectionForm(manifest, form);
    expect(read.credentials).toEqual(stored.credentials);
    expect(manifest.settings.parse(read.settings)).toEqual({ ...stored.settings, dialCodes: {} });
  });

  test('asks for every credential of a new connection, and for no secret that is set', () => {
    const asked = (of?: Stored) =>
      credentialFields(manifest, words('en'), of).filter(
        ({ required, kind }) => required && kind === 'secret',
      );
    const secrets = Object.values(manifest.credentials.shape).filter(
      (member) => z.globalRegistry.get(member)?.secret !== false && !member.safeParse(undefined).success,
    );
    expect(asked()).toHaveLength(secrets.length);
    expect(asked(stored)).toEqual([]);
  });
});

test.each([
  ['credentials.private_key', 'credentials:private_key'],
  ['settings.sourceNetworks.0', 'settings:sourceNetworks'],
  ['settings.dialCodes.tg-flooz', 'settings:dialCodes:tg-flooz'],
  ['base_url', 'base_url'],
])('a refusal of %s is shown at %s', (path, field) => {
  expect(fieldOf(path)).toBe(field);
});

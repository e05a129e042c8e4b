/** What `npm run connection:add -- --help` prints: the flags, and of each provider what its manifest asks for. */
import { z } from 'zod';
import { PROVIDERS } from '#lib/providers/index.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { metaOf } from './setting-meta.ts';

const FLAGS = `npm run connection:add -- --provider <provider> [--mode test|live] [--merchant <mer_…>] [--name <name>]
                          [--base-url <https://host>] [--settings '<JSON>']

Checks the flags, asks for the credentials one by one, and prints the callback address to give to the provider.

  --provider   one of those below
  --mode       test, unless told live
  --merchant   whose account it is; without it, the platform's
  --name       what people call it
  --base-url   where the provider answers, where that is not the address below
  --settings   a JSON object of the settings below, for example '{"timeoutSeconds":20}'`;

/** @returns lines for a terminal, without an end of line at the end */
export function connectionUsage(
  manifests: readonly Manifest[] = Object.values(PROVIDERS).map(({ manifest }) => manifest),
): string {
  return [FLAGS, ...manifests.map(aboutProvider)].join('\n\n');
}

function aboutProvider({ id, name, baseUrl, credentials, settings }: Manifest): string {
  return [
    `${id} (${name}), ${baseUrl === undefined ? '--base-url is needed' : `at ${baseUrl}`}`,
    '  asks for',
    ...Object.entries(credentials.shape).map(([member, schema]) => line(member, schema)),
    '  settings',
    ...Object.entries(settings.shape).map(([member, schema]) => line(member, schema)),
  ].join('\n');
}

function line(member: string, schema: unknown): string {
  const { label = '', example } = metaOf(schema);
  const notes = [
    ...needOf(schema),
    ...(example === undefined ? [] : [`for example ${JSON.stringify(example)}`]),
  ];
  return `    ${member.padEnd(NAME_WIDTH)} ${[label, ...notes].join('; ')}`.trimEnd();
}

const NAME_WIDTH = 18;

/** What counts without a word about it; nothing is taken for granted of a value that has to be given. */
function needOf(schema: unknown): string[] {
  if (!(schema instanceof z.ZodType)) return [];
  const unsaid = schema.safeParse(undefined);
  if (!unsaid.success) return ['needed'];
  return unsaid.data === undefined ? [] : [`otherwise ${JSON.stringify(unsaid.data)}`];
}

/**
 * Every file of every fixtures folder, against the schemas of that provider. The files come from the providers' own
 * documents and from the field, never from our encoders: a wrong name on both of our ends would agree with itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseFields } from './codecs.ts';
import { type Cell, tellRows } from './conformance-table.ts';
import { HOST_ZONES, inHostZone } from './conformance-zones.ts';
import { isProviderId, PROVIDER_IDS } from './index.ts';

interface Fixture {
  message: string;
  direction: 'request' | 'reply' | 'callback';
  http: { content_type?: string };
  body: unknown;
  roundtrip: boolean;
  reason?: string;
  placeholder?: boolean;
  decodes?: boolean;
}

/** Every folder with fixtures, registered yet or not. */
const FOLDERS = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('/fixtures.ts'))
  .map((name) => dirname(name))
  .sort();

const cells: Cell[] = [];

it('no registered provider is without fixtures', () => {
  expect(FOLDERS).toEqual(expect.arrayContaining([...PROVIDER_IDS]));
});

describe.each(FOLDERS)('%s', async (provider) => {
  const { FIXTURES } = await import(/* @vite-ignore */ `./${provider}/fixtures.ts`);
  const schemas: Readonly<Record<string, z.ZodType>> = FIXTURES;
  const folder = join(import.meta.dirname, provider, 'fixtures');
  const fixtures = readdirSync(folder).map(
    (name): Fixture => JSON.parse(readFileSync(join(folder, name), 'utf8')),
  );

  it('has a schema for every file and a file for every schema', () => {
    expect(Object.keys(schemas).sort()).toEqual(fixtures.map(({ message }) => message).sort());
  });

  const cell: Cell = { caseId: 'fixtures', provider, result: 'ok' };
  if (isProviderId(provider)) cells.push(cell);
  afterEach(({ task }) => {
    if (task.result?.state !== 'pass') cell.result = 'FAILED';
  });

  it.each(fixtures.map((fixture) => [fixture.message, fixture] as const))('%s', async (message, fixture) => {
    const schema = schemas[message] ?? z.never();
    const body = await bodyOf(fixture);
    if (fixture.placeholder) {
      expect(namesOf(schema)).toEqual(expect.arrayContaining(Object.keys(Object(body))));
      return;
    }
    const decoded = schema.safeParse(body);
    expect(decoded.error?.issues ?? []).toEqual(
      fixture.decodes === false ? expect.arrayContaining([expect.anything()]) : [],
    );
    if (fixture.roundtrip) {
      for (const zone of HOST_ZONES)
        await inHostZone(zone, () => expect(z.encode(schema, schema.parse(body))).toEqual(body));
    } else expect(fixture.reason).toBeTruthy();
    if (decoded.success && fixture.direction !== 'request' && isRecord(body)) {
      // Their next new member must neither break us nor be lost.
      const extended = schema.parse({ ...body, a_new_member: { of: 'theirs' } });
      expect(extended).toMatchObject({ a_new_member: { of: 'theirs' } });
    }
  });
});

/** Forms and query strings as their members, everything else as it stands. */
async function bodyOf({ body, http }: Fixture): Promise<unknown> {
  const isForm = /urlencoded|multipart/.test(http.content_type ?? '');
  return typeof body === 'string' && isForm ? parseFields(body, http.content_type ?? '') : body;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Every member that a message, or one of its variants, knows by name. */
function namesOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => (option instanceof z.ZodType ? namesOf(option) : []));
  return [];
}

afterAll(() => tellRows('lib/providers/fixtures.test.ts', cells));

/**
 * What `npm run connection:add` is told: flags first, all of them checked, and only then the credentials are asked for,
 * one by one. Each refusal names the setting, says what it is for, and how to give it.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { newCallbackToken } from '#lib/ids.ts';
import { PROVIDER_IDS, providerById } from '#lib/providers/index.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { assertModeFits, type NewConnection } from '#lib/routing/add-connection.ts';
import { checkConnectionFields } from '#lib/routing/connection-fields.ts';
import { metaOf } from './setting-meta.ts';

/** Asks a person; an optional answer may be empty. */
export type Ask = (question: string, how: { secret: boolean; optional: boolean }) => Promise<string>;

/**
 * @param args what stands after the command
 * @throws Error whose message is for the person at the terminal: one line a problem
 */
export async function connectionFromFlags(args: readonly string[], ask: Ask): Promise<NewConnection> {
  const { manifest, ...checked } = checkFlags(args);
  return { ...checked, credentials: await askCredentials(manifest, ask) };
}

function checkFlags(args: readonly string[]): Omit<NewConnection, 'credentials'> & { manifest: Manifest } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: 'string' },
      mode: { type: 'string', default: 'test' },
      merchant: { type: 'string' },
      name: { type: 'string' },
      'base-url': { type: 'string' },
      settings: { type: 'string', default: '{}' },
    },
  });
  const { provider, mode, merchant, name, 'base-url': baseUrl } = values;
  if (provider === undefined || !PROVIDER_IDS.some((id) => id === provider)) {
    throw new Error(`--provider must be one of: ${PROVIDER_IDS.join(', ')}`);
  }
  if (mode !== 'test' && mode !== 'live') throw new Error('--mode must be test or live');
  assertModeFits(mode);
  const { manifest } = providerById(provider);
  const settings = readSettings(values.settings);
  const problems = problemsOf(manifest, { baseUrl, settings });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    manifest,
    provider,
    mode,
    merchantId: merchant ?? null,
    ...(name === undefined ? {} : { name }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    settings,
  };
}

function readSettings(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new Error('--settings must be a JSON object, for example {"timeoutSeconds":20}');
  }
}

// ───────────── what is wrong with the flags ─────────────

interface Given {
  baseUrl: string | undefined;
  settings: Record<string, unknown>;
}

function problemsOf(manifest: Manifest, { baseUrl, settings }: Given): string[] {
  const known = Object.keys(manifest.settings.shape);
  const strange = Object.keys(settings).filter((name) => !known.includes(name));
  const unknown = strange.map(
    (name) => `--settings: ${manifest.name} has no setting ${name}. It has: ${known.join(', ')}.`,
  );
  // The examples stand in for credentials that nobody has typed yet.
  const fields = { baseUrl, credentials: examplesOf(manifest.credentials), settings };
  try {
    checkConnectionFields(manifest, fields, newCallbackToken());
    return unknown;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { errors = [] } = REFUSAL.parse(error);
    return [
      ...unknown,
      ...errors.map(({ path, message }) => sentence(manifest, { path, message, settings })),
    ];
  }
}

const REFUSAL = z.looseObject({
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

function sentence(
  { name: provider, settings: schema }: Manifest,
  { path, message, settings }: { path: string; message: string; settings: Record<string, unknown> },
): string {
  const [part, name = ''] = path.split('.');
  if (part === 'base_url') return `--base-url: ${message}`;
  if (part !== 'settings') return message;
  const { label, example } = metaOf(schema.shape[name]);
  const what = label === undefined ? name : `${name} (${label})`;
  if (settings[name] !== undefined) return `--settings: ${what} does not fit. ${message}.`;
  const like =
    example === undefined ? '' : `, for example --settings '${JSON.stringify({ [name]: example })}'`;
  return `${what} is needed, because ${provider} documents none: give it with --settings${like}.`;
}

// ───────────── credentials ─────────────

async function askCredentials({ credentials }: Manifest, ask: Ask): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  for (const [name, member] of Object.entries(credentials.shape)) {
    const schema = member as z.ZodType; // a shape's members are schemas; the type of a general object does not say so
    const { label = name, secret = true } = metaOf(schema);
    const answer = await ask(label.includes(name) ? label : `${label} (${name})`, {
      secret,
      optional: schema.isOptional(),
    });
    if (answer === '') continue;
    const problem = schema.safeParse(answer).error?.issues[0];
    if (problem !== undefined)
      throw new Error(`${label} does not fit. ${problem.message}. Nothing was added.`);
    given[name] = answer;
  }
  return given;
}

function examplesOf({ shape }: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, metaOf(schema).example]));
}

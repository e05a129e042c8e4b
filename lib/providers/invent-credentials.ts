/** Credentials for our own server ends: the sandbox's accounts and those of the compatible endpoints. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Manifest } from './provider.ts';

/** Invented credentials of a provider, in the names and forms of its manifest; `prefix` tells what they are for. */
export function inventCredentials(manifest: Manifest, prefix: string): Record<string, string> {
  const members = Object.entries(manifest.credentials.shape).map(([name, schema]) => [
    name,
    inventCredential(schema, prefix),
  ]);
  return z.record(z.string(), z.string()).parse(manifest.credentials.parse(Object.fromEntries(members)));
}

/**
 * The first form that the schema takes: where it prescribes none, one that tells what the credential is for; else one
 * that looks like its example.
 */
function inventCredential(schema: unknown, prefix: string): string | undefined {
  const forms = [`${prefix}-${randomBytes(16).toString('hex')}`, randomUUID()];
  if (!(schema instanceof z.ZodType)) return forms[0];
  const example = z.globalRegistry.get(schema)?.example;
  const likeIt = typeof example === 'string' ? likenesses(example) : [];
  return [...forms, ...likeIt].find((form) => schema.safeParse(form).success);
}

/** The example with other digits, and with as few of its first ones kept as the schema lets us (a country code). */
function likenesses(example: string): string[] {
  return Array.from({ length: example.length }, (_, kept) => {
    const rest = example.slice(kept).replaceAll(/\d/g, () => String(randomInt(10)));
    return example.slice(0, kept) + rest;
  });
}

/** The credential that names an account on the wire: the manifest's first. */
export function lookupOf(manifest: Manifest, credentials: Readonly<Record<string, string>>): string {
  const [name] = Object.keys(manifest.credentials.shape);
  const lookup = name === undefined ? undefined : credentials[name];
  if (lookup === undefined) throw new Error(`The credentials of ${manifest.id} name no account.`);
  return lookup;
}

/** True for a credential that must never be shown again; false for one that only names the account. */
export function isSecretCredential(manifest: Manifest, name: string): boolean {
  const schema = manifest.credentials.shape[name];
  return schema !== undefined && z.globalRegistry.get(schema)?.secret === true;
}

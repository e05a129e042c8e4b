/** The plain secrets of the demo, kept in .data (mode 0600) so that they are the same after every start. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { env } from '#lib/env.ts';

const credentials = z.record(z.string(), z.record(z.string(), z.string()));

const SCHEMA = z.object({
  public_key: z.string(),
  secret_key: z.string(),
  /** The app's signing secret. */
  webhook_secret: z.string(),
  /** Of the webhook endpoint that is the demo shop. */
  shop_endpoint_secret: z.string(),
  portal_password: z.string(),
  /** By provider, in the provider's own names. */
  compat: credentials,
  sandbox: credentials,
});

/** Nothing in it is valid in live mode. */
export type DemoSecrets = z.output<typeof SCHEMA>;

export function demoSecretsPath(): string {
  return path.join(env().dataDir, 'demo-secrets.json');
}

/** Undefined before the first seed. Throws when the file was damaged: a new key would silently break programs. */
export function readDemoSecrets(): DemoSecrets | undefined {
  let text: string;
  try {
    text = readFileSync(demoSecretsPath(), 'utf8');
  } catch {
    return undefined;
  }
  const parsed = SCHEMA.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`${demoSecretsPath()} is damaged: remove it, and a new one is made at the next start.`);
}

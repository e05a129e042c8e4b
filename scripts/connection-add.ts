/**
 * `npm run connection:add -- --provider my-coolpay --mode live`: asks for the provider's credentials one by one (so that
 * none stands in a shell history) and prints the callback address to give to the provider.
 */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { closeDb } from '#lib/db.ts';
import { PROVIDERS, providerById } from '#lib/providers/index.ts';
import { addConnection } from '#lib/routing/add-connection.ts';
import { callbackUrl } from '#lib/routing/connection-context.ts';

const { values } = parseArgs({
  options: {
    provider: { type: 'string' },
    mode: { type: 'string', default: 'test' },
    merchant: { type: 'string' },
    name: { type: 'string' },
    'base-url': { type: 'string' },
  },
});

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await closeDb();
}

async function main(): Promise<void> {
  const { provider, mode, merchant, name } = values;
  const known = Object.keys(PROVIDERS).join(', ');
  if (provider === undefined || !Object.hasOwn(PROVIDERS, provider))
    throw new Error(`--provider must be one of: ${known}`);
  if (mode !== 'test' && mode !== 'live') throw new Error('--mode must be test or live');
  const { manifest } = providerById(provider);
  const credentials = await ask(Object.keys(manifest.credentials.shape));
  const baseUrl = values['base-url'];
  const connection = await addConnection({
    provider,
    mode,
    merchantId: merchant ?? null,
    ...(name === undefined ? {} : { name }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    credentials,
  });
  console.log(`Connection ${connection.id} is ready in ${mode} mode.`);
  console.log(`Callback address for ${manifest.name}: ${callbackUrl(connection)}`);
  if (manifest.sourceNetworks.length > 0) {
    console.log(
      `Callbacks are believed from: ${manifest.sourceNetworks.join(', ')}. Compare with its document.`,
    );
  }
}

async function ask(members: readonly string[]): Promise<Record<string, string>> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answers: Record<string, string> = {};
  for (const member of members) answers[member] = (await terminal.question(`${member}: `)).trim();
  terminal.close();
  return answers;
}

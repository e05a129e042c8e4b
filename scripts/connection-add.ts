/**
 * `npm run connection:add -- --provider my-coolpay --mode live`: asks for the provider's credentials one by one (so that
 * none stands in a shell history) and prints the callback address to give to the provider. Settings beyond the
 * credentials come as JSON: `--settings '{"sourceNetworks":["203.0.113.7"]}'`.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PROVIDERS, providerById } from '#lib/providers/index.ts';
import { addConnection } from '#lib/routing/add-connection.ts';
import { callbackUrl } from '#lib/routing/connection-context.ts';
import { ask, runCommand } from './lib/command.ts';

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      provider: { type: 'string' },
      mode: { type: 'string', default: 'test' },
      merchant: { type: 'string' },
      name: { type: 'string' },
      'base-url': { type: 'string' },
      settings: { type: 'string', default: '{}' },
    },
  });
  const { provider, mode, merchant, name, 'base-url': baseUrl, settings } = values;
  if (provider === undefined || !Object.hasOwn(PROVIDERS, provider)) {
    throw new Error(`--provider must be one of: ${Object.keys(PROVIDERS).join(', ')}`);
  }
  if (mode !== 'test' && mode !== 'live') throw new Error('--mode must be test or live');
  const { manifest } = providerById(provider);
  const credentials: Record<string, string> = {};
  for (const [member, schema] of Object.entries(manifest.credentials.shape)) {
    const { secret } = z.object({ secret: z.boolean().default(true) }).parse(schema.meta() ?? {});
    credentials[member] = await ask(member, { secret });
  }
  const connection = await addConnection({
    provider,
    mode,
    merchantId: merchant ?? null,
    ...(name === undefined ? {} : { name }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    credentials,
    settings: readSettings(settings),
  });
  console.log(`Connection ${connection.id} is ready in ${mode} mode.`);
  console.log(`Callback address for ${manifest.name}: ${callbackUrl(connection)}`);
  if (manifest.sourceNetworks.length > 0) {
    console.log(
      `Callbacks are believed from: ${manifest.sourceNetworks.join(', ')}. Compare with its document.`,
    );
  }
});

function readSettings(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new Error('--settings must be a JSON object, for example {"sourceNetworks":["203.0.113.7"]}');
  }
}

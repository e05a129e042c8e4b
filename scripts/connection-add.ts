/**
 * `npm run connection:add -- --provider my-coolpay --mode live`: checks the flags, then asks for the provider's
 * credentials one by one (so that none stands in a shell history) and prints the callback address to give to the provider. Settings beyond the
 * credentials come as JSON: `--settings '{"sourceNetworks":["203.0.113.7"]}'`. `-- --help` prints what each provider has.
 */
import { providerById } from '#lib/providers/index.ts';
import { addConnection } from '#lib/routing/add-connection.ts';
import { callbackUrl } from '#lib/routing/connection-context.ts';
import { ask, runCommand } from './lib/command.ts';
import { connectionFromFlags } from './lib/connection-from-flags.ts';
import { connectionUsage } from './lib/connection-usage.ts';

const args = process.argv.slice(2);

async function add(): Promise<void> {
  const wanted = await connectionFromFlags(args, ask);
  const { manifest } = providerById(wanted.provider);
  const connection = await addConnection(wanted);
  console.log(`Connection ${connection.id} is ready in ${wanted.mode} mode.`);
  if (manifest.unverified) {
    console.log('Unverified against the operator: pay a small sum yourself before any customer does.');
  }
  console.log(`Callback address for ${manifest.name}: ${callbackUrl(connection)}`);
  if (manifest.sourceNetworks.length > 0) {
    console.log(
      `Callbacks are believed from: ${manifest.sourceNetworks.join(', ')}. Compare with its document.`,
    );
  }
}

// Whoever only asks how needs no database.
if (args.includes('--help') || args.includes('-h')) console.log(connectionUsage());
else await runCommand(add);

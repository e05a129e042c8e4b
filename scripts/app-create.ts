/**
 * `npm run app:create -- --name "Boutique Awa" --country CM --currency XAF --site https://shop.example`: an app of the
 * operating organisation with its keys, shown once. With `--live` it may take real money: whoever runs this command is
 * the operator, and approves it by that.
 */
import { parseArgs } from 'node:util';
import { isCountry } from '#lib/countries.ts';
import { db, inTransaction } from '#lib/db.ts';
import { newId, newPublicKey, newSecretKey } from '#lib/ids.ts';
import { isCurrency } from '#lib/money.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal, sha256 } from '#lib/secrets.ts';
import { runCommand } from './lib/command.ts';

const SCOPES = ['payments', 'read', 'balance'];

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      country: { type: 'string' },
      currency: { type: 'string' },
      site: { type: 'string' },
      live: { type: 'boolean', default: false },
    },
  });
  const { name, country, currency, site = '', live } = values;
  if (!name) throw new Error('--name is needed: payers see it.');
  if (!isCountry(country)) throw new Error('--country must be TG, CI, CM or CD.');
  if (!isCurrency(currency)) throw new Error('--currency must be XOF, XAF, CDF or USD.');
  if (!URL.canParse(site) || new URL(site).protocol !== 'https:') {
    throw new Error("--site must be the shop's https address.");
  }
  const merchant = await db.merchant.findFirst({ where: { platform: true }, orderBy: { createdAt: 'asc' } });
  if (merchant === null) throw new Error('There is no organisation yet: run npm run admin:create first.');

  const id = newId('app');
  const signingSecret = newSigningSecret();
  const modes = live ? (['test', 'live'] as const) : (['test'] as const);
  const keys = modes.map((mode) => ({ mode, key: newSecretKey(mode) }));
  await inTransaction(async (tx) => {
    await tx.app.create({
      data: {
        id,
        merchantId: merchant.id,
        name,
        country,
        currency,
        siteUrl: site,
        declaredOrigins: [new URL(site).origin],
        publicKey: newPublicKey(live ? 'live' : 'test'),
        signingSecretSealed: seal(signingSecret, sealPurpose.appSigningSecret(id)),
        liveApproved: live,
      },
    });
    await tx.apiKey.createMany({
      data: keys.map(({ mode, key }) => ({
        id: newId('key'),
        merchantId: merchant.id,
        appId: id,
        mode,
        hash: sha256(key),
        hint: `${key.slice(0, 11)}…${key.slice(-4)}`,
        scopes: SCOPES,
      })),
    });
  });
  console.log(`App ${id} of ${merchant.name} is ready. Its secrets are shown this once:`);
  for (const { mode, key } of keys) console.log(`  secret key (${mode}): ${key}`);
  console.log(`  signing secret: ${signingSecret}`);
});

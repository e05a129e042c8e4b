/** A shop to measure with: one app, and as many keys as the rate limit asks for. */
import { db } from '#lib/db.ts';
import { newId, newPublicKey, newSecretKey } from '#lib/ids.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { newSigningSecret, seal, sha256 } from '#lib/secrets.ts';

/** A key may ask 1,000 times in 10 seconds; a real gateway is busy with many shops' keys, not with one. */
const KEYS_COUNT = 64;

export interface Shop {
  merchantId: string;
  appId: string;
  /** The next key in turn. */
  nextKey: () => string;
  close: () => Promise<void>;
}

/** @param endpointUrl gets every webhook of the shop; without it the shop has none */
export async function openShop({ endpointUrl }: { endpointUrl?: string } = {}): Promise<Shop> {
  const merchantId = newId('mer');
  const appId = newId('app');
  const keys = Array.from({ length: KEYS_COUNT }, () => newSecretKey('test'));
  await db.merchant.create({ data: { id: merchantId, name: 'Bench', country: 'CM' } });
  await db.app.create({
    data: {
      id: appId,
      merchantId,
      name: 'Bench',
      country: 'CM',
      currency: 'XAF',
      siteUrl: 'https://shop.example',
      publicKey: newPublicKey('test'),
      signingSecretSealed: seal(newSigningSecret(), sealPurpose.appSigningSecret(appId)),
    },
  });
  await db.apiKey.createMany({
    data: keys.map((key) => ({
      id: newId('key'),
      merchantId,
      appId,
      mode: 'test',
      hash: sha256(key),
      hint: 'bench',
      scopes: ['payments'],
    })),
  });
  let endpointId: string | undefined;
  if (endpointUrl !== undefined) endpointId = await addEndpoint({ merchantId, appId, url: endpointUrl });
  let turn = 0;
  return {
    merchantId,
    appId,
    nextKey: () => keys[turn++ % KEYS_COUNT] ?? '',
    close: async () => {
      if (endpointId !== undefined)
        await db.webhookEndpoint.update({ where: { id: endpointId }, data: { disabledAt: new Date() } });
    },
  };
}

async function addEndpoint(of: { merchantId: string; appId: string; url: string }): Promise<string> {
  const id = newId('we');
  const secretSealed = seal(newSigningSecret(), sealPurpose.webhookSecret(id));
  await db.webhookEndpoint.create({ data: { id, mode: 'test', secretSealed, ...of } });
  return id;
}

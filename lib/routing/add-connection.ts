/** A connection with real credentials, checked by its provider's manifest (design, domain: Connections). */
import { db, type Tx } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import { newCallbackToken, newId } from '#lib/ids.ts';
import { providerById } from '#lib/providers/index.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { seal } from '#lib/secrets.ts';
import { type ConnectionFields, checkConnectionFields } from './connection-fields.ts';

export interface NewConnection extends ConnectionFields {
  provider: string;
  mode: 'test' | 'live';
  /** null: the platform's own, usable by every app of the mode. */
  merchantId: string | null;
  name?: string;
}

/**
 * Stores a connection with its credentials sealed.
 *
 * @param tx the transaction of whoever also writes down who did it
 * @throws AppError `request_invalid` as checkConnectionFields, and for a live connection beside CROSS_TIMINGS=fast
 */
export async function addConnection(
  request: NewConnection,
  tx: Pick<Tx, 'connection'> = db,
): Promise<Connection> {
  const { manifest } = providerById(request.provider);
  assertModeFits(request.mode);
  const callbackToken = newCallbackToken();
  const { baseUrl, credentials, settings } = checkConnectionFields(manifest, request, callbackToken);
  const id = newId('con');
  const position = await tx.connection.count({
    where: { mode: request.mode, merchantId: request.merchantId },
  });
  return tx.connection.create({
    data: {
      id,
      merchantId: request.merchantId,
      mode: request.mode,
      provider: manifest.id,
      name: request.name ?? manifest.name,
      baseUrl,
      credentialsSealed: seal(JSON.stringify(credentials), sealPurpose.connectionCredentials(id)),
      settings: JSON.parse(JSON.stringify(settings)),
      callbackToken,
      position,
    },
  });
}

/** @throws AppError `request_invalid` for a live connection beside CROSS_TIMINGS=fast */
export function assertModeFits(mode: NewConnection['mode']): void {
  if (mode === 'live' && env().timings === 'fast') {
    throw new AppError(
      'request_invalid',
      'CROSS_TIMINGS=fast is for tests: unset it before adding a live connection.',
    );
  }
}

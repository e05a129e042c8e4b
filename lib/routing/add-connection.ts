/** A connection with real credentials, checked by its provider's manifest (design, domain: Connections). */
import { z } from 'zod';
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import { newCallbackToken, newId } from '#lib/ids.ts';
import { providerById } from '#lib/providers/index.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { seal } from '#lib/secrets.ts';

export interface NewConnection {
  provider: string;
  mode: 'test' | 'live';
  /** null: the platform's own, usable by every app of the mode. */
  merchantId: string | null;
  name?: string;
  baseUrl?: string;
  /** By the provider's own names. */
  credentials: Record<string, unknown>;
  settings?: Record<string, unknown>;
}

/**
 * Stores a connection with its credentials sealed.
 *
 * @throws AppError `request_invalid` naming each credential or setting that does not fit; a base URL on our own host is
 *   refused, because a gateway that calls itself would pay in circles
 */
export async function addConnection(request: NewConnection): Promise<Connection> {
  const { manifest } = providerById(request.provider);
  if (request.mode === 'live' && env().timings === 'fast') {
    throw new AppError(
      'request_invalid',
      'CROSS_TIMINGS=fast is for tests: unset it before adding a live connection.',
    );
  }
  const parsed = {
    credentials: manifest.credentials.safeParse(request.credentials),
    settings: manifest.settings.safeParse(request.settings ?? {}),
  };
  const errors = Object.entries(parsed).flatMap(([part, result]) =>
    (result.error?.issues ?? []).map((issue) => ({
      path: [part, ...issue.path].join('.'),
      message: issue.message,
    })),
  );
  const baseUrl = request.baseUrl ?? manifest.baseUrl;
  if (baseUrl === undefined || !isUsableBase(baseUrl)) {
    errors.push({
      path: 'base_url',
      message: `Give ${manifest.name}'s own address, as https://host without a path.`,
    });
  }
  errors.push(...unusableAddresses(manifest, parsed.settings.data));
  if (errors.length > 0 || baseUrl === undefined) {
    throw new AppError(
      'request_invalid',
      errors.map(({ path, message }) => `${path}: ${message}`).join(' '),
      { errors },
    );
  }
  const id = newId('con');
  const position = await db.connection.count({
    where: { mode: request.mode, merchantId: request.merchantId },
  });
  return db.connection.create({
    data: {
      id,
      merchantId: request.merchantId,
      mode: request.mode,
      provider: manifest.id,
      name: request.name ?? manifest.name,
      baseUrl: baseUrl.replace(/\/+$/, ''),
      credentialsSealed: seal(JSON.stringify(parsed.credentials.data), sealPurpose.connectionCredentials(id)),
      settings: JSON.parse(JSON.stringify(parsed.settings.data)),
      callbackToken: newCallbackToken(),
      position,
    },
  });
}

/** Settings that are base URLs too, where a provider has several (`.meta({ baseUrl })`). */
function unusableAddresses(
  { name, settings: schema }: Manifest,
  settings: Record<string, unknown> = {},
): { path: string; message: string }[] {
  return Object.entries(schema.shape).flatMap(([member, field]) => {
    const address = settings[member];
    const isBase = z.globalRegistry.get(field)?.baseUrl === true;
    if (!isBase || typeof address !== 'string' || isUsableBase(address)) return [];
    return [{ path: `settings.${member}`, message: `Give ${name}'s own address, as https://host.` }];
  });
}

function isUsableBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const own = new URL(env().publicUrl).host;
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.host !== own;
}

/** What a connection is made of, checked by its provider's manifest: at its birth and at every change. */
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { newProviderReference } from '#lib/ids.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { callbackUrl, returnUrls } from './connection-context.ts';

export interface ConnectionFields {
  /** Absent: the manifest's, where it has one. */
  baseUrl?: string | undefined;
  /** By the provider's own names. */
  credentials: Record<string, unknown>;
  settings?: Record<string, unknown> | undefined;
}

export interface CheckedFields {
  baseUrl: string;
  credentials: Record<string, unknown>;
  settings: Record<string, unknown>;
}

/**
 * @throws AppError `request_invalid` naming each credential or setting that does not fit; a base URL on our own host is
 *   refused, because a gateway that calls itself would pay in circles
 */
export function checkConnectionFields(
  manifest: Manifest,
  fields: ConnectionFields,
  callbackToken: string,
): CheckedFields {
  const parsed = {
    credentials: manifest.credentials.safeParse(fields.credentials),
    settings: manifest.settings.safeParse(fields.settings ?? {}),
  };
  const errors = Object.entries(parsed).flatMap(([part, result]) =>
    (result.error?.issues ?? []).map((issue) => ({
      path: [part, ...issue.path].join('.'),
      message: issue.message,
    })),
  );
  const baseUrl = fields.baseUrl ?? manifest.baseUrl;
  if (baseUrl === undefined || !isUsableBase(baseUrl)) {
    errors.push({
      path: 'base_url',
      message: `Give ${manifest.name}'s own address, as https://host without a path.`,
    });
  }
  errors.push(...unusableAddresses(manifest, parsed.settings.data));
  if (baseUrl !== undefined) errors.push(...tooLong(manifest, { baseUrl, callbackToken }));
  const { credentials, settings } = parsed;
  if (errors.length > 0 || baseUrl === undefined || !credentials.success || !settings.success) {
    throw new AppError(
      'request_invalid',
      errors.map(({ path, message }) => `${path}: ${message}`).join(' '),
      { errors },
    );
  }
  return { baseUrl: baseUrl.replace(/\/+$/, ''), credentials: credentials.data, settings: settings.data };
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

/** Some messages have little room for addresses: a public URL that is too long would fail every payment. */
function tooLong(
  { id: provider, name, addressLengthMax }: Manifest,
  connection: { baseUrl: string; callbackToken: string },
): { path: string; message: string }[] {
  if (addressLengthMax === undefined) return [];
  const addresses = [
    callbackUrl({ provider, ...connection }),
    ...Object.values(returnUrls(newProviderReference())),
  ];
  const excess = Math.max(...addresses.map((address) => address.length)) - addressLengthMax;
  if (excess <= 0) return [];
  const { publicUrl } = env();
  const message =
    `Our own address is too long for ${name}, which takes ${addressLengthMax} characters for an address of ours ` +
    `with what belongs to a payment: shorten CROSS_PUBLIC_URL from ${publicUrl.length} to ${publicUrl.length - excess}.`;
  return [{ path: 'public_url', message }];
}

function isUsableBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const own = new URL(env().publicUrl).host;
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.host !== own;
}

/** A connection made ready for its provider's client: base URL resolved, credentials opened, address class chosen. */
import type { Clock } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import type { GuardClass, HttpSend } from '#lib/http.ts';
import { providerById } from '#lib/providers/index.ts';
import type { ClientContext } from '#lib/providers/provider.ts';
import { timeoutMsOf } from '#lib/providers/settings.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open } from '#lib/secrets.ts';
import { timings } from '#lib/timings.ts';
import { connectionStore } from './connection-store.ts';

/** The base URL that stands for our own simulated operators; resolved at use, so a moved port breaks nothing. */
export const SANDBOX_BASE_URL = 'sandbox:';

/** What a provider's functions take for one connection. */
export function connectionContext(
  connection: Connection,
  deps: { clock: Clock; send: HttpSend },
): ClientContext {
  return {
    baseUrl: baseUrl(connection),
    credentials: JSON.parse(
      open(connection.credentialsSealed, sealPurpose.connectionCredentials(connection.id)),
    ),
    settings: connection.settings,
    callbackUrl: callbackUrl(connection),
    guard: guardClass(connection),
    timeoutMs: timeoutMs(connection),
    send: deps.send,
    store: connectionStore(connection.id, deps.clock),
    clock: deps.clock,
  };
}

/** Where this connection's provider reaches us; the token's 128 random bits keep strangers out. */
export function callbackUrl(connection: Pick<Connection, 'provider' | 'callbackToken' | 'baseUrl'>): string {
  const origin = connection.baseUrl === SANDBOX_BASE_URL ? env().internalUrl : env().publicUrl;
  return `${origin}/callbacks/${connection.provider}/${connection.callbackToken}`;
}

function baseUrl({ baseUrl: url, provider }: Connection): string {
  return url === SANDBOX_BASE_URL ? `${env().internalUrl}/sandbox/${provider}` : url.replace(/\/+$/, '');
}

/** The gateway's time-out unless the provider or the connection knows better (Flooz blocks for up to two minutes). */
function timeoutMs({ provider, settings }: Connection): number {
  return timeoutMsOf(providerById(provider).manifest.settings, settings) ?? timings().providerTimeoutMs;
}

/** Design, domain: Connections. A merchant's URL may name public addresses only; the platform's also operators' VPNs. */
function guardClass(connection: Connection): GuardClass {
  if (connection.baseUrl === SANDBOX_BASE_URL) return 'loopback';
  return connection.merchantId === null ? 'connection' : 'public';
}

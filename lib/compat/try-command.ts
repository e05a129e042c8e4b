/** A command that speaks a dialect to us: what the provider's own client end would send, written down as curl. */
import { type Clock, systemClock } from '#lib/clock.ts';
import type { HttpSend, OutgoingRequest } from '#lib/http.ts';
import { newProviderReference } from '#lib/ids.ts';
import { minorUnits, money } from '#lib/money.ts';
import { examplePhone } from '#lib/operators/example-phone.ts';
import { type ProviderId, providerById } from '#lib/providers/index.ts';
import type { ClientContext, ConnectionStore } from '#lib/providers/provider.ts';
import { sandboxSettings } from '#lib/providers/settings.ts';
import type { Credentials } from './manage-dialects.ts';

/** 1 500 F, or $1,500: within every operator's limits. */
const AMOUNT = 1_500n;
const ANYWHERE = 'https://shop.example';

/**
 * The first call of a small test payment. A dialect that signs in first (MBANKING) begins with that.
 *
 * @param baseUrl where the provider's paths begin: `https://…/compat/<provider>`
 * @returns undefined when the client end sends nothing by itself
 */
export async function tryCommand({
  provider,
  baseUrl,
  credentials,
  locale,
  clock = systemClock,
}: {
  provider: ProviderId;
  baseUrl: string;
  credentials: Credentials;
  locale: 'fr' | 'en';
  clock?: Clock;
}): Promise<string | undefined> {
  const { manifest, charge } = providerById(provider);
  const [first] = manifest.operators;
  const [currency] = manifest.currencies;
  if (first === undefined || currency === undefined) return undefined;
  const sent: OutgoingRequest[] = [];
  // Nothing leaves: the call is only written down, and goes on as one that was never answered.
  const send: HttpSend = async (request) => {
    sent.push(request);
    return { kind: 'not_sent', reason: 'only written down' };
  };
  const context: ClientContext = {
    baseUrl,
    credentials,
    settings: manifest.settings.parse({ ...sandboxSettings(manifest.settings), ...REQUIRED }),
    callbackUrl: `${ANYWHERE}/callback`,
    guard: 'public',
    timeoutMs: 10_000,
    send,
    store: emptyStore(),
    clock,
  };
  const phone = examplePhone(first.operator, manifest.country);
  await charge(
    {
      reference: newProviderReference(),
      money: money(AMOUNT * 10n ** BigInt(minorUnits(currency)), currency),
      operator: first.operator,
      flow: first.flow,
      ...(phone === undefined ? {} : { phone }),
      description: locale === 'fr' ? 'Essai' : 'Trial',
      customer: { name: 'Awa', email: 'awa@example.com' },
      locale,
      returnUrls: { success: `${ANYWHERE}/ok`, cancel: `${ANYWHERE}/cancel`, failure: `${ANYWHERE}/no` },
    },
    context,
  );
  const [request] = sent;
  return request === undefined ? undefined : curl(request);
}

/** A connection of TMoney Online must say where it is called from; nothing of it stands in a request. */
const REQUIRED = { sourceNetworks: ['127.0.0.1/32'] };

function curl({ method, url, headers = {}, body }: OutgoingRequest): string {
  const parts = [
    `curl -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data ${quoted(body)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function emptyStore(): ConnectionStore {
  const counts = new Map<string, number>();
  return {
    get: async () => undefined,
    set: async () => {},
    increment: async (key) => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    },
  };
}

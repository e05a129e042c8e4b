/** The registry: a provider is one folder and one line here. Nothing else in the project lists them. */
import { myCoolpay } from './my-coolpay/index.ts';
import { paygateglobal } from './paygateglobal/index.ts';
import type { Provider } from './provider.ts';
import { tmoneyOnline } from './tmoney-online/index.ts';

export const PROVIDERS = {
  'my-coolpay': myCoolpay,
  paygateglobal,
  'tmoney-online': tmoneyOnline,
} as const satisfies Record<string, Provider>;

export type ProviderId = keyof typeof PROVIDERS;

export const PROVIDER_IDS = Object.keys(PROVIDERS) as readonly ProviderId[]; // keyof PROVIDERS by construction

export function isProviderId(id: string): id is ProviderId {
  return Object.hasOwn(PROVIDERS, id);
}

/** Throws for an id that is not registered: ids from outside are asked about with {@link isProviderId} first. */
export function providerById(id: string): Provider {
  if (!isProviderId(id)) throw new Error(`No provider has the id ${id}.`);
  return PROVIDERS[id];
}

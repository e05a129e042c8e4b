/**
 * The settings that every connection has, whichever provider it speaks to (design, domain: Connections): where callbacks
 * may come from, what to dial, how long to wait. A folder spreads {@link commonSettings} into its own schema and adds
 * what only its provider needs; the portal draws its form from the schema, so each member carries a label.
 */
import { z } from 'zod';
import { isNetwork } from './networks.ts';

/** Longer than the slowest provider is known to block (Flooz: two minutes). */
const TIMEOUT_SECONDS_MAX = 180;

/**
 * Members for a provider's settings schema.
 *
 * @param sourceNetworks where its callbacks come from by its document; empty: anywhere, for callbacks that nothing is
 *   believed of
 * @param timeoutSeconds how long its calls may take; absent: the gateway's own time-out
 */
export function commonSettings({
  sourceNetworks = [],
  timeoutSeconds,
}: {
  sourceNetworks?: readonly string[];
  timeoutSeconds?: number;
} = {}) {
  const networks = z.array(z.string().refine(isNetwork, 'Must be an address or a CIDR block'));
  const seconds = z.int().min(1).max(TIMEOUT_SECONDS_MAX);
  return {
    /** Addresses or CIDR blocks that callbacks may come from. */
    sourceNetworks: (sourceNetworks.length === 0 ? networks : networks.min(1))
      .default([...sourceNetworks])
      .meta({ label: 'Networks that callbacks come from' }),
    /** Dial codes by operator id, shown beside a prompt; a code in a reply always wins. */
    dialCodes: z.record(z.string(), z.string()).default({}).meta({ label: 'Dial codes by operator' }),
    /** How long one call may take, in seconds. */
    timeoutSeconds: (timeoutSeconds === undefined
      ? seconds.optional()
      : seconds.default(timeoutSeconds)
    ).meta({ label: 'Time-out of a call in seconds' }),
  };
}

/** How long a call of this connection may take, in ms; undefined: the gateway's own time-out. */
export function timeoutMsOf(schema: z.ZodObject, settings: unknown): number | undefined {
  const { timeoutSeconds } = schema.parse(settings ?? {});
  return typeof timeoutSeconds === 'number' ? timeoutSeconds * 1000 : undefined;
}

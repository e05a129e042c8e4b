/**
 * The settings that every connection has, whichever provider it speaks to (design, domain: Connections): where callbacks
 * may come from, what to dial, how numbers are written, how long to wait. A folder spreads {@link commonSettings} into its own schema and adds
 * what only its provider needs; the portal draws its form from the schema, so each member carries a label.
 */
import { z } from 'zod';
import { isOperatorId } from '#lib/operators/catalogue.ts';
import { isNetwork } from './networks.ts';
import { PHONE_FORMS } from './phone-form.ts';

const DIAL_CODE = /^[*#][\d*#]{1,30}$/;

const NETWORKS_LABEL = 'Networks that callbacks come from';

/** Longer than the slowest provider is known to block (Flooz: two minutes). */
const TIMEOUT_SECONDS_MAX = 180;

/**
 * Members for a provider's settings schema.
 *
 * @param sourceNetworks where its callbacks come from by its document; empty: anywhere, for callbacks that nothing is
 *   believed of; `required`: no document tells and something is believed, so each connection has to say
 * @param timeoutSeconds how long its calls may take; absent: the gateway's own time-out
 */
export function commonSettings({
  sourceNetworks = [],
  timeoutSeconds,
}: {
  sourceNetworks?: readonly string[] | 'required';
  timeoutSeconds?: number;
} = {}) {
  const networks = z.array(z.string().refine(isNetwork, 'Must be an address or a CIDR block'));
  const seconds = z.int().min(1).max(TIMEOUT_SECONDS_MAX);
  return {
    /** Addresses or CIDR blocks that callbacks may come from. */
    sourceNetworks:
      sourceNetworks === 'required'
        ? networks.min(1).meta({ label: NETWORKS_LABEL, example: ['203.0.113.7'] })
        : (sourceNetworks.length === 0 ? networks : networks.min(1))
            .default([...sourceNetworks])
            .meta({ label: NETWORKS_LABEL }),
    /** Dial codes by operator id, shown beside a prompt; a code in a reply always wins. */
    dialCodes: z
      .record(
        z
          .string()
          .refine((id): boolean => isOperatorId(id), 'Must be the id of an operator, such as tg-flooz'),
        z.string().regex(DIAL_CODE, 'Must be a code to dial, such as *155#'),
      )
      .default({})
      .meta({ label: 'Dial codes by operator' }),
    /** How numbers are written in what we send (phone-form.ts). */
    phoneForm: z
      .enum(PHONE_FORMS)
      .default('documented')
      .meta({ label: 'Form of phone numbers: as documented, 90000123, 22890000123 or +22890000123' }),
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

/** The settings of a connection to our own server end: each member's `.meta({ sandbox })`; the others take their defaults. */
export function sandboxSettings(schema: z.ZodObject): Record<string, unknown> {
  const members = Object.entries(schema.shape).map(([name, member]) => [
    name,
    z.globalRegistry.get(member)?.sandbox,
  ]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

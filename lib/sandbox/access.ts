import { env } from '#lib/env.ts';

/**
 * Who may hold a simulated handset. In the demo, everybody: nothing outside this machine can reach it. Elsewhere it
 * needs a portal session and shows only that merchant's prompts; until the portal asks here, nobody may.
 */
export function mayUseHandset(): boolean {
  return env().mode === 'demo';
}

/** The demo shop is a part of the demo. */
export function mayUseShop(): boolean {
  return env().mode === 'demo';
}

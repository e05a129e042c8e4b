/** Limits of a payment that are the same for everyone (design, API: create and abuse limits). */

/** Tries of one OTP before the attempt fails. */
export const OTP_TRIES_MAX = 5;

/** Attempts of a payment unless the shop says otherwise. */
export const ATTEMPTS_MAX_DEFAULT = { hosted: 5, direct: 1 } as const;

/** Prompts to one phone number across all apps, in live mode. */
export const PROMPT_LIMITS = {
  prompts: { max: 3, withinMs: 10 * 60_000 },
  unpaid: { max: 10, withinMs: 24 * 60 * 60_000 },
} as const;

/** Limits of a payment that are the same for everyone (design, API: create and abuse limits). */

/** Tries of one OTP before the attempt fails. */
export const OTP_TRIES_MAX = 5;

/** Attempts of a payment unless the shop says otherwise. */
export const ATTEMPTS_MAX_DEFAULT = { hosted: 5, direct: 1 } as const;

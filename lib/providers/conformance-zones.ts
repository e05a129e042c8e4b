/** The host in other time zones, for what must not depend on it. */

/** As far ahead of UTC as anybody is, behind it with half an hour, and none. */
export const HOST_ZONES = ['Pacific/Kiritimati', 'America/St_Johns', 'UTC'];

/** The process as it would be elsewhere; JavaScript takes over a new TZ at once. */
export async function inHostZone(zone: string, run: () => void | Promise<void>): Promise<void> {
  const before = process.env.TZ;
  process.env.TZ = zone;
  try {
    const now = new Date();
    if (now.toLocaleString('sv') !== now.toLocaleString('sv', { timeZone: zone }))
      throw new Error(`This process does not go to ${zone}`);
    await run();
  } finally {
    process.env.TZ = before;
  }
}

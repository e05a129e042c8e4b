/** Waiting with an end. */

/** Waits for a promise at most `ms`; true when it settled in time. What it does goes on either way. */
export async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const bell = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([settled, bell]);
  clearTimeout(timer);
  return inTime;
}

/** Clients that ask again as soon as they are answered. */

export interface Rate {
  perSecond: number;
  /** Milliseconds of one exchange. */
  p50: number;
  p99: number;
}

/** Runs `one` in `clients` loops for `seconds`; what does not end by then is not counted. */
export async function measureRate(
  one: () => Promise<void>,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<Rate> {
  const took: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const loop = async () => {
    for (let at = performance.now(); at < endsAt; ) {
      await one();
      const now = performance.now();
      if (now <= endsAt) took.push(now - at);
      at = now;
    }
  };
  await Promise.all(Array.from({ length: clients }, loop));
  return { perSecond: took.length / seconds, p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}

/** Runs `one` so often in all, and stops early when that takes too long. */
export async function repeat(
  one: () => Promise<void>,
  { count, clients, secondsMax }: { count: number; clients: number; secondsMax: number },
): Promise<void> {
  const endsAt = performance.now() + secondsMax * 1_000;
  let left = count;
  const loop = async () => {
    for (; left > 0 && performance.now() < endsAt; left -= 1) await one();
  };
  await Promise.all(Array.from({ length: clients }, loop));
}

/** The value that `share` of them do not exceed (nearest rank); NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/**
 * Work that goes on after its request was answered, such as a provider call beyond the 8 s that an API call waits. The
 * web process waits for it before it ends; the set lives on globalThis, because Next bundles its own copy of this file.
 */
const holder: typeof globalThis & { crossRunning?: Set<Promise<unknown>> } = globalThis;

/** Remembers a piece of work until it is over; returns it. */
export function running<T>(work: Promise<T>): Promise<T> {
  holder.crossRunning ??= new Set();
  const all = holder.crossRunning;
  all.add(work);
  const forget = () => all.delete(work);
  work.then(forget, forget);
  return work;
}

/** Resolves when nothing is running any more. */
export async function nothingRunning(): Promise<void> {
  while (holder.crossRunning !== undefined && holder.crossRunning.size > 0) {
    await Promise.allSettled(holder.crossRunning);
  }
}

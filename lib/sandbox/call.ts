import { AsyncLocalStorage } from 'node:async_hooks';

/** One store a request: dialect servers are built once, know nothing of stories, and cannot keep silent themselves. */
const calls = new AsyncLocalStorage<{ silent: boolean }>();

/** Runs one request of a dialect server and tells whether its story wants the caller left without an answer. */
export async function inSandboxCall<T>(run: () => T | Promise<T>): Promise<{ result: T; silent: boolean }> {
  const call = { silent: false };
  const result = await calls.run(call, async () => run());
  return { result, silent: call.silent };
}

/** A story whose request gets no answer. Without a surrounding call (a server tested without HTTP) nothing happens. */
export function keepSilent(): void {
  const call = calls.getStore();
  if (call !== undefined) call.silent = true;
}

/**
 * The request log: what a shop's program asked the API, and how it went. Written in batches after the answers: a request
 * pushes one object into an array, and every second one INSERT carries all of them. A crash loses that last second, and
 * a flood beyond ROWS_WAITING_MAX is dropped and counted: the log serves people, money does not hang on it.
 */
import { db } from '#lib/db.ts';
import type { ApiRequest } from '#lib/generated/prisma/client.ts';
import { newUuid } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import type { AppScope } from '#lib/webhooks/endpoints.ts';

/** How long a request is kept (lib/worker/rare.ts). */
export const REQUESTS_KEPT_MS = 7 * 24 * 3_600_000;

const FLUSH_EVERY_MS = 1_000;
const BATCH_MAX = 1_000;
export const ROWS_WAITING_MAX = 10_000;
const PATH_LENGTH_MAX = 300;

export type LoggedRequest = Omit<ApiRequest, 'id'>;

let waiting: LoggedRequest[] = [];
let dropped = 0;
let timer: NodeJS.Timeout | undefined;

/** Takes a request down; never waits and never throws. */
export function noteRequest(request: LoggedRequest): void {
  if (waiting.length >= ROWS_WAITING_MAX) {
    dropped += 1;
    return;
  }
  waiting.push({ ...request, path: request.path.slice(0, PATH_LENGTH_MAX) });
  // Does not keep a process alive that has nothing else to do.
  timer ??= setTimeout(() => void flushRequests(), FLUSH_EVERY_MS).unref();
}

/** Writes what waits. What cannot be written is lost, and said so in our own log. */
export async function flushRequests(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const rows = waiting;
  waiting = [];
  if (dropped > 0) log.warn({ dropped }, 'the request log could not keep up');
  dropped = 0;
  for (let start = 0; start < rows.length; start += BATCH_MAX) {
    const batch = rows.slice(start, start + BATCH_MAX).map((row) => ({ id: newUuid(), ...row }));
    try {
      await db.apiRequest.createMany({ data: batch });
    } catch (error) {
      log.warn({ err: error, rows: batch.length }, 'requests could not be written down');
    }
  }
}

/** What of the log is asked for. `outcome` parts good answers from refusals and from our own failures. */
export interface RequestFilter {
  outcome?: 'good' | 'refused' | 'failed' | undefined;
  method?: string | undefined;
  /** A whole request id, as the answer's header gave it. */
  requestId?: string | undefined;
  /** The UUID of the last one of the page before. */
  after?: string | undefined;
  limit: number;
}

const STATUSES = {
  good: { gte: 100, lt: 400 },
  refused: { gte: 400, lt: 500 },
  failed: { gte: 500, lt: 600 },
} as const;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page of an app's requests in one mode, newest first, by keyset. */
export async function listRequests(
  { merchantId, appId, mode }: AppScope,
  { outcome, method, requestId, after, limit }: RequestFilter,
): Promise<{ rows: ApiRequest[]; hasMore: boolean }> {
  const within = { merchantId, appId, mode };
  const last =
    after !== undefined && UUID.test(after)
      ? await db.apiRequest.findFirst({ where: { id: after, ...within } })
      : null;
  if (after !== undefined && last === null) return { rows: [], hasMore: false };
  const rows = await db.apiRequest.findMany({
    where: {
      ...within,
      ...(outcome === undefined ? {} : { status: STATUSES[outcome] }),
      ...(method === undefined ? {} : { method }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(last === null ? {} : { OR: [{ at: { lt: last.at } }, { at: last.at, id: { lt: last.id } }] }),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

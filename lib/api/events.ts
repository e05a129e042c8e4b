/** GET /events: everything that happened, in an order that never changes. */
import type { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { listEvents } from '#lib/webhooks/find-events.ts';
import { eventResource } from '#lib/webhooks/resource.ts';
import type { Answer, Call } from './merchant-route.ts';
import type { ListEventsQuery } from './webhook-schemas.ts';

/** `next` is given on every page: a reader that keeps it can ask for what comes later. */
export async function pageOfEvents({
  caller,
  query,
}: Call<unknown, z.infer<typeof ListEventsQuery>>): Promise<Answer> {
  const page = await listEvents(caller.scope, query);
  if (page === undefined) {
    const message = 'There is no such event in this app and mode. Give the id of the last one you have seen.';
    throw new AppError('request_invalid', `after: ${message}`, { errors: [{ path: 'after', message }] });
  }
  const next = page.rows.at(-1)?.id ?? query.after ?? null;
  return { body: { data: page.rows.map(eventResource), has_more: page.hasMore, next } };
}

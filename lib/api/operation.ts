/** What one operation of the merchant API is: merchantRoute checks by it, openapi.ts describes by it. */
import type { z } from 'zod';
import type { ErrorCode } from '#lib/errors.ts';
import type { IdPrefix } from '#lib/ids.ts';
import type { KeyScope } from '#lib/merchants/app-fields.ts';

export interface Operation<Body = unknown, Query = unknown> {
  /** Unique; generated clients name their method after it. */
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/v1. */
  path: string;
  summary: string;
  description?: string;
  /** A key needs one of these. */
  scopes: readonly [KeyScope, ...KeyScope[]];
  /** Refused to live keys of an app that is not approved. */
  needsLiveApproval?: true;
  /** The kind of `{id}` in the path. */
  idPrefix?: IdPrefix;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** The status of a good answer. */
  status: 200 | 201;
  response: z.ZodType;
  /** Its use case inserts the idempotency key together with what it creates. */
  insertsKey?: true;
  /** Codes beside those that every operation may answer. */
  errors: readonly ErrorCode[];
}

/** Lets TypeScript infer the types of body and query from their schemas. */
export function operation<Body = undefined, Query = undefined>(
  entry: Operation<Body, Query>,
): Operation<Body, Query> {
  return entry;
}

/** An operation that reads, for every key that takes payments or only looks. */
export function reading<Query = undefined>(
  entry: Omit<Operation<undefined, Query>, 'method' | 'scopes' | 'status'>,
): Operation<undefined, Query> {
  return { method: 'GET', scopes: ['payments', 'read'], status: 200, ...entry };
}

/** What the description of a list says. */
export const NEWEST_FIRST = 'Newest first. Pass `next` as `after` until `has_more` is false.';

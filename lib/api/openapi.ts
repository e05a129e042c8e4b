/** The OpenAPI 3.1 description, generated from the operations and schemas that the routes themselves use. */
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { env } from '#lib/env.ts';
import { ERRORS, type ErrorCode } from '#lib/errors.ts';
import { COMMON_ERRORS, OPERATIONS, type Operation, POST_ERRORS } from './operations.ts';
import { Problem } from './schemas.ts';
import { Event } from './webhook-schemas.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

let made: { publicUrl: string; document: OpenApiDocument } | undefined;

/** The whole description; made once a process. */
export function openApiDocument(): OpenApiDocument {
  const { publicUrl } = env();
  if (made?.publicUrl !== publicUrl) made = { publicUrl, document: createDocument(description(publicUrl)) };
  return made.document;
}

function description(publicUrl: string): ZodOpenApiObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cross merchant API',
      version: '1',
      description: `Mobile-money payments in Togo, Côte d’Ivoire, Cameroon and DR Congo. Guide: ${publicUrl}/docs.`,
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ secretKey: [] }],
    paths: paths(),
    webhooks: { event: { post: webhook() } },
    components: {
      securitySchemes: {
        secretKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'Your secret key: `sk_test_…` or `sk_live_…`.',
        },
      },
      headers: {
        'Request-Id': {
          schema: { type: 'string' },
          description: 'Names this request; quote it when you ask us.',
        },
        'Idempotent-Replayed': {
          schema: { type: 'string', const: 'true' },
          description: 'Present when this is the first answer to the same Idempotency-Key.',
        },
        'RateLimit-Limit': { schema: { type: 'integer' }, description: 'Requests within one window.' },
        'RateLimit-Remaining': { schema: { type: 'integer' }, description: 'Requests left in this window.' },
        'RateLimit-Reset': { schema: { type: 'integer' }, description: 'Seconds until the next window.' },
        'Retry-After': { schema: { type: 'integer' }, description: 'Seconds to wait.' },
      },
    },
  };
}

function paths(): ZodOpenApiPathsObject {
  const result: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of OPERATIONS) {
    result[operation.path] = {
      ...result[operation.path],
      [operation.method.toLowerCase()]: described(operation),
    };
  }
  return result;
}

const IDEMPOTENCY_KEY = z.string().min(1).max(255).optional().meta({
  description:
    'A fresh one (a UUID) for every new request, the same one for every retry of it. Kept for 30 days.',
  example: '7f1c9a52-6a0e-4f4e-9f0c-2a1d3f5b7c90',
});

function described(operation: Operation): ZodOpenApiOperationObject {
  const {
    id,
    summary,
    description: words,
    scopes,
    query,
    body,
    idPrefix,
    status,
    response,
    method,
  } = operation;
  const scope = `Scope: ${scopes.map((name) => `\`${name}\``).join(' or ')}.`;
  return {
    operationId: id,
    summary,
    description: words === undefined ? scope : `${words}\n\n${scope}`,
    tags: [operation.path.split('/')[1] ?? ''],
    requestParams: {
      ...(idPrefix === undefined
        ? {}
        : { path: z.object({ id: z.string().meta({ example: `${idPrefix}_…` }) }) }),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...(method === 'POST' ? { header: z.object({ 'Idempotency-Key': IDEMPOTENCY_KEY }) } : {}),
    },
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: body } },
          },
        }),
    responses: {
      [`${status}`]: {
        description: status === 201 ? 'Created.' : 'As asked.',
        headers: headers(method === 'POST' ? ['Idempotent-Replayed'] : []),
        content: { 'application/json': { schema: response } },
      },
      ...refusals(operation),
    },
  };
}

/** One answer for each status, with the codes that it may carry. */
function refusals({ method, errors }: Operation): ZodOpenApiOperationObject['responses'] {
  const codes = [...COMMON_ERRORS, ...(method === 'POST' ? POST_ERRORS : []), ...errors];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes))
    byStatus.set(ERRORS[code], [...(byStatus.get(ERRORS[code]) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      `${status}` as const,
      {
        description: list.map((code) => `\`${code}\``).join(', '),
        headers: headers([409, 429, 503].includes(status) ? ['Retry-After'] : []),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}

function headers(more: readonly string[]): Record<string, { $ref: string }> {
  const names = ['Request-Id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', ...more];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function webhook(): ZodOpenApiOperationObject {
  return {
    operationId: 'receiveEvent',
    summary: 'What we post to your webhook address',
    description: 'Signed as Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.',
    security: [],
    requestBody: { required: true, content: { 'application/json': { schema: Event } } },
    responses: {
      '2XX': { description: 'Received, within 15 seconds.' },
      '410': { description: 'Disables the endpoint.' },
    },
  };
}

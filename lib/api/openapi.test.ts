import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ERRORS } from '#lib/errors.ts';
import * as linkSchemas from './link-schemas.ts';
import { type OpenApiDocument, openApiDocument } from './openapi.ts';
import { COMMON_ERRORS, OPERATIONS, POST_ERRORS } from './operations.ts';
import * as paymentSchemas from './schemas.ts';
import { check } from './validation.ts';
import * as webhookSchemas from './webhook-schemas.ts';

process.env.DATABASE_URL ??= 'postgresql://unused';

const ROUTES = path.resolve(import.meta.dirname, '../../app/api/v1');
/** Served below /api/v1 without being an operation of the API. */
const PUBLIC = ['/openapi.json', '/[[...path]]'];

let document: OpenApiDocument;
beforeAll(() => {
  document = openApiDocument();
});

/** `/payments/{id}` for every route file. */
function servedPaths(): string[] {
  return readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .map((file) => `/${path.dirname(file)}`);
}

test('every route file is described, and everything described is served by that very operation', async () => {
  const described = new Set<string>();
  for (const folder of servedPaths().filter((folder) => !PUBLIC.includes(folder))) {
    const routes: Record<string, { operation?: { path: string; method: string } }> = await import(
      path.join(ROUTES, folder, 'route.ts')
    );
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const operation = routes[method]?.operation;
      if (operation === undefined) continue;
      expect(operation).toMatchObject({ method, path: folder.replaceAll('[', '{').replaceAll(']', '}') });
      described.add(`${method} ${operation.path}`);
    }
  }
  expect([...described].sort()).toEqual(OPERATIONS.map((o) => `${o.method} ${o.path}`).sort());
  const inDocument = Object.entries(document.paths ?? {}).flatMap(([where, item]) =>
    Object.keys(item ?? {}).map((method) => `${method.toUpperCase()} ${where}`),
  );
  expect(inDocument.sort()).toEqual([...described].sort());
});

describe('the document', () => {
  test('is OpenAPI 3.1 and plain JSON', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test('every reference leads somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, pointer]) => pointer ?? '',
    );
    expect(references.length).toBeGreaterThan(20);
    for (const pointer of references) {
      const target = pointer.split('/').reduce<unknown>(
        // JSON seen from outside: every step may be missing.
        (node, part) => (node as Record<string, unknown> | undefined)?.[part],
        document,
      );
      expect(target, pointer).toBeDefined();
    }
  });

  test('operations have unique names, a summary, path parameters and a good answer with a schema', () => {
    const ids = new Set<string>();
    for (const [where, item] of Object.entries(document.paths ?? {})) {
      for (const operation of [item?.get, item?.post, item?.patch, item?.delete].filter(
        (candidate) => candidate !== undefined,
      )) {
        expect(operation.summary).toBeTruthy();
        ids.add(operation.operationId ?? '');
        const parameters = JSON.stringify(operation.parameters ?? []);
        if (where.includes('{id}')) expect(parameters).toContain('"in":"path"');
        const good = Object.keys(operation.responses ?? {}).filter((status) => status.startsWith('2'));
        expect(good).toHaveLength(1);
      }
    }
    expect(ids.size).toBe(OPERATIONS.length);
  });

  test('unknown members are refused in requests and expected in answers', () => {
    const components = document.components?.schemas ?? {};
    expect(components.CreatePaymentRequest).toMatchObject({ additionalProperties: false });
    expect(components.Payment).not.toMatchObject({ additionalProperties: false });
  });

  test('every public code has its status', () => {
    for (const operation of OPERATIONS) {
      for (const code of [...COMMON_ERRORS, ...POST_ERRORS, ...operation.errors])
        expect(ERRORS[code]).toBeGreaterThan(399);
    }
  });
});

test('examples parse with the schema they stand in', () => {
  const found: string[] = [];
  for (const [name, schema] of Object.entries({ ...paymentSchemas, ...webhookSchemas, ...linkSchemas })) {
    if (!('shape' in schema)) continue;
    for (const [member, inner] of Object.entries(schema.shape)) {
      const example = inner.meta()?.example;
      if (example === undefined) continue;
      found.push(`${name}.${member}`);
      const value = name.endsWith('Query') && typeof example === 'number' ? String(example) : example;
      expect(check(inner, value), `${name}.${member}`).toMatchObject({ ok: true });
    }
  }
  expect(found.length).toBeGreaterThan(15);
});

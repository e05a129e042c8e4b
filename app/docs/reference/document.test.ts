import { expect, test } from 'vitest';
import { openApiDocument } from '#lib/api/openapi.ts';
import { operationsOf, schemaRows } from './document.ts';

process.env.DATABASE_URL ??= 'postgresql://unused';

const document: unknown = JSON.parse(JSON.stringify(openApiDocument()));

test('every operation is drawn with its body, its answer and its refusals', () => {
  const operations = operationsOf(document);
  const create =
    operations.find(({ id }) => id === 'createPayment') ?? expect.fail('createPayment is missing');
  expect(create).toMatchObject({ method: 'POST', path: '/payments', answer: { status: '201' } });
  const body = schemaRows(create.request ?? {}, document);
  expect(body).toContainEqual(expect.objectContaining({ name: 'amount', required: true, depth: 0 }));
  expect(body).toContainEqual(expect.objectContaining({ name: 'email', required: false, depth: 1 }));
  expect(create.refusals.map(({ status }) => status)).toContain('409');
  for (const { answer } of operations)
    expect(schemaRows(answer?.schema ?? {}, document).length).toBeGreaterThan(1);
});

test('references inside lists and nullable members are followed', () => {
  const answer = operationsOf(document).find(({ id }) => id === 'getPayment')?.answer;
  const names = schemaRows(answer?.schema ?? {}, document).map(({ name, depth }) => `${depth} ${name}`);
  expect(names).toEqual(expect.arrayContaining(['0 attempts', '1 provider_reference', '0 metadata']));
});

/** Reads an OpenAPI document as the reference page draws it. */

/** The parts of a JSON Schema that the page shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  example?: unknown;
}

export interface Row {
  name: string;
  type: string;
  required: boolean;
  description: string;
  /** How deep it stands in other members. */
  depth: number;
}

export interface DescribedOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string[];
  parameters: Omit<Row, 'depth'>[];
  request: Schema | undefined;
  answer: { status: string; schema: Schema } | undefined;
  refusals: { status: string; codes: string }[];
}

interface Content {
  description?: string;
  content?: Record<string, { schema?: Schema }>;
}

interface WrittenOperation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** Operations in the order of the document. */
export function operationsOf(document: unknown): DescribedOperation[] {
  // Our own document, whose shape lib/api/openapi.test.ts holds.
  const { paths } = document as { paths: Record<string, Record<string, WrittenOperation>> };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      described(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
}

/** Members of an object, each under the one that holds it; references are followed, three levels deep. */
export function schemaRows(schema: Schema, document: unknown, depth = 0): Row[] {
  const whole = resolved(schema, document);
  const variants = [...(whole.anyOf ?? []), ...(whole.oneOf ?? []), ...(whole.allOf ?? [])];
  const own = Object.entries(whole.properties ?? {}).flatMap(([name, member]) => {
    const target = resolved(member, document);
    const row: Row = {
      name,
      type: typeName(member, document),
      required: whole.required?.includes(name) ?? false,
      description: member.description ?? target.description ?? '',
      depth,
    };
    const inner = target.items === undefined ? target : resolved(target.items, document);
    return depth >= 2 ? [row] : [row, ...schemaRows(inner, document, depth + 1)];
  });
  return [...own, ...variants.flatMap((variant) => schemaRows(variant, document, depth))];
}

function described(at: string, operation: WrittenOperation): DescribedOperation {
  const [method = '', path = ''] = at.split(' ');
  const answers = Object.entries(operation.responses);
  const good = answers.find(([status]) => status.startsWith('2'));
  const schema = good?.[1].content?.['application/json']?.schema;
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    description: (operation.description ?? '').split('\n\n').filter((paragraph) => paragraph !== ''),
    parameters: (operation.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      type: parameter.in,
      required: parameter.required ?? false,
      description: parameter.description ?? parameter.schema.description ?? '',
    })),
    request: operation.requestBody?.content?.['application/json']?.schema,
    answer: good === undefined || schema === undefined ? undefined : { status: good[0], schema },
    refusals: answers
      .filter(([status]) => /^[45]/.test(status))
      .map(([status, { description = '' }]) => ({ status, codes: description })),
  };
}

function resolved(schema: Schema, document: unknown): Schema {
  if (schema.$ref === undefined) return schema;
  const steps = schema.$ref.replace('#/', '').split('/');
  const target = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], document);
  // A reference of our own document leads to a schema (lib/api/openapi.test.ts).
  return target as Schema;
}

function typeName(schema: Schema, document: unknown): string {
  const whole = resolved(schema, document);
  if (whole.const !== undefined) return JSON.stringify(whole.const);
  if (whole.enum !== undefined) return whole.enum.map(String).join(', ');
  const variants = whole.anyOf ?? whole.oneOf;
  if (variants !== undefined)
    return [...new Set(variants.map((variant) => typeName(variant, document)))].join(' | ');
  if (whole.items !== undefined) return `list of ${typeName(whole.items, document)}`;
  return [[whole.type ?? 'object'].flat().join(' | '), ...bounds(whole)].join(', ');
}

function bounds({ minimum, maximum, maxLength }: Schema): string[] {
  return [
    ...(minimum === undefined || minimum < -1e12 ? [] : [`from ${minimum}`]),
    ...(maximum === undefined || maximum > 1e15 ? [] : [`to ${maximum}`]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
  ];
}

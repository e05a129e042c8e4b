import type { Metadata } from 'next';
import { GET as openApi } from '#app/api/v1/openapi.json/route.ts';
import { type Asked, Frame, readerLocale } from '../frame.tsx';
import { Prose } from '../prose.tsx';
import { type DescribedOperation, operationsOf, schemaRows } from './document.ts';

export const metadata: Metadata = { title: 'Cross API: reference' };

/** The description that /api/v1/openapi.json gives, drawn for people. */
export default async function Reference({ searchParams }: { searchParams: Asked }) {
  const locale = await readerLocale(searchParams);
  const answer = await openApi(new Request('http://localhost/'), { params: Promise.resolve({}) });
  const document: unknown = await answer.json();
  return (
    <Frame locale={locale} here="/docs/reference">
      <h1>{locale === 'fr' ? 'Référence (en anglais)' : 'Reference'}</h1>
      {operationsOf(document).map((operation) => (
        <OperationView key={operation.id} operation={operation} document={document} />
      ))}
    </Frame>
  );
}

function OperationView({ operation, document }: { operation: DescribedOperation; document: unknown }) {
  const { id, method, path, summary, description, parameters, request, answer, refusals } = operation;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{summary}</h2>
      <p>
        <span className="docs-method">{method}</span> <code>{path}</code>
      </p>
      {description.map((paragraph) => (
        <p key={paragraph}>
          <Prose text={paragraph} />
        </p>
      ))}
      {parameters.length > 0 && (
        <SchemaTable title="Parameters" rows={parameters.map((row) => ({ ...row, depth: 0 }))} />
      )}
      {request !== undefined && <SchemaTable title="Body" rows={schemaRows(request, document)} />}
      {answer !== undefined && (
        <details className="docs-operation">
          <summary>Answer {answer.status}</summary>
          <SchemaTable rows={schemaRows(answer.schema, document)} />
        </details>
      )}
      <details className="docs-operation">
        <summary>Refusals</summary>
        <ul>
          {refusals.map(({ status, codes }) => (
            <li key={status}>
              {status} <Prose text={codes} />
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

type Rows = ReturnType<typeof schemaRows>;

function SchemaTable({ title, rows }: { title?: string; rows: Rows }) {
  if (rows.length === 0) return null;
  return (
    <>
      {title !== undefined && <h3>{title}</h3>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <div className="docs-wide" tabIndex={0}>
        <table>
          <tbody>
            {rows.map(({ name, type, required, description, depth }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two variants may have members of one name
              <tr key={index}>
                <th scope="row" style={{ paddingLeft: `${depth * 1.2}rem` }}>
                  <code>{name}</code>
                  {required ? ' *' : ''}
                </th>
                <td>{type}</td>
                <td>
                  <Prose text={description} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

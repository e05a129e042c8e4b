import type { ReactNode } from 'react';

export interface Column<Row> {
  id: string;
  /** Empty: buttons, which say by themselves what they are. */
  head: string;
  /** Numbers stand right, in figures of equal width. */
  align?: 'right';
  /** On a phone: the card's first line, its right corner, or a line of its own with the head before it. */
  narrow?: 'first' | 'corner' | 'line';
  cell: (row: Row) => ReactNode;
}

/**
 * A table that becomes a list of cards on a phone.
 *
 * @param caption names the table for those who cannot see what stands above it
 */
export function Rows<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}) {
  return (
    <table className="rows">
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ id, head, align }) =>
            head === '' ? (
              <td key={id} />
            ) : (
              <th key={id} scope="col" data-align={align}>
                {head}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ id, head, align, narrow = 'line', cell }) => (
              <td key={id} data-align={align} data-narrow={narrow} data-head={head}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

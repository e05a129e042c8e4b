import type { ReactNode } from 'react';
import type { Locale } from '#lib/i18n/locale.ts';
import { STORIES } from '#lib/sandbox/stories.ts';
import { EVENTS } from '#lib/webhooks/events.ts';
import { errorRows } from './error-texts.ts';
import type { Words } from './guide.ts';
import { Prose } from './prose.tsx';

interface Row {
  id?: string;
  cells: readonly ReactNode[];
}

const HEADS = {
  endings: [
    { fr: 'Fin du numéro', en: 'Ending' },
    { fr: 'Ce qui se passe', en: 'What happens' },
  ],
  events: [
    { fr: 'Type', en: 'Type' },
    { fr: 'Ce que cela veut dire', en: 'What it means' },
  ],
  errors: [
    { fr: 'Statut', en: 'Status' },
    { fr: 'Code', en: 'Code' },
    { fr: 'Que faire', en: 'What to do' },
  ],
} as const satisfies Record<string, readonly Words[]>;

/** Tables made from what the code itself reads, so that they cannot grow old. */
export function Table({ of, locale }: { of: keyof typeof HEADS; locale: Locale }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div className="docs-wide" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {HEADS[of].map((head) => (
              <th key={head.en} scope="col">
                {head[locale]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS[of](locale).map(({ id, cells: [first, ...rest] }) => (
            <tr key={id} id={of === 'errors' ? id : undefined}>
              <th scope="row">{first}</th>
              {rest.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const ROWS: Record<keyof typeof HEADS, (locale: Locale) => Row[]> = {
  endings: (locale) =>
    // Object.entries puts whole numbers in order of size, and 019 is none.
    Object.entries(STORIES)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([ending, { about }]) => ({
        id: ending,
        cells: [<code key="ending">…{ending}</code>, about[locale]],
      })),
  events: (locale) =>
    Object.entries(EVENTS)
      .filter(([type]) => type.startsWith('payment.'))
      .map(([type, words]) => ({
        id: type,
        cells: [<code key="type">{type}</code>, <Prose key="words" text={words[locale]} />],
      })),
  errors: (locale) =>
    errorRows().map(({ code, status, words }) => ({
      id: code,
      cells: [status, <code key="code">{code}</code>, <Prose key="words" text={words[locale]} />],
    })),
};

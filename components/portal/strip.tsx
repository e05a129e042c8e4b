import type { ReactNode } from 'react';

export interface StripFigure {
  key: string;
  label: ReactNode;
  figure: ReactNode;
  notes: readonly ReactNode[];
}

/** A strip torn into figures: the numbers that a page is about. */
export function Strip({ label, figures }: { label: string; figures: readonly StripFigure[] }) {
  return (
    <section className="strip" aria-label={label}>
      {figures.map(({ key, label: heading, figure, notes }) => (
        <div key={key}>
          <h2>{heading}</h2>
          <b>{figure}</b>
          {notes.map((note, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: notes are drawn once and never move
            <p key={index}>{note}</p>
          ))}
        </div>
      ))}
    </section>
  );
}

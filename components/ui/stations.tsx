import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export interface Station {
  key: string;
  at: 'done' | 'now' | 'next';
  text: ReactNode;
}

/** Where a thing stands, without a spinner: what is done, what is now, what comes. */
export function Stations({ stations, className }: { stations: readonly Station[]; className?: string }) {
  return (
    <ol className={classes('stations', className)}>
      {stations.map((station) => (
        <li
          key={station.key}
          data-station={station.at}
          aria-current={station.at === 'now' ? 'step' : undefined}
        >
          {station.text}
        </li>
      ))}
    </ol>
  );
}

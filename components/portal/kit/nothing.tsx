import type { ReactNode } from 'react';

/** An empty place: what is missing, why, and what to do next. */
export function Nothing({
  heading,
  what,
  children,
}: {
  heading: string;
  what?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="nothing">
      <h2>{heading}</h2>
      {what !== undefined && <p>{what}</p>}
      {children !== undefined && <div className="ways">{children}</div>}
    </div>
  );
}

import type { ReactNode } from 'react';

/** The top of a page: what it is, a sentence about it, and the page's own actions. */
export function PageHead({
  title,
  lead,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children !== undefined && <div className="ways">{children}</div>}
    </header>
  );
}

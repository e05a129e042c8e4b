import './frame.css';
import './kit.css';
import './door.css';
import type { ReactNode } from 'react';

/** Only the style sheet: what is drawn around a page knows its query, and a layout does not (components/portal/frame.tsx). */
export default function PortalLayout({ children }: { children: ReactNode }) {
  return children;
}

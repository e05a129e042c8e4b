'use client';

import { useEffect } from 'react';

/** A form of this tab was sent and its answer has not been shown yet. Outlives the page, which an answer may draw anew. */
let sent = false;

/**
 * After a form was sent, brings what came of it into sight: answers and new secrets stand at the top, the button often a
 * screen or two below, and an answer on the same address moves nothing by itself. Without script the page is loaded anew.
 *
 * @param drawnAt when the server drew the page: another time is another drawing
 */
export function ShowAnswer({ drawnAt }: { drawnAt: number }) {
  useEffect(() => {
    const note = () => {
      sent = true;
    };
    document.addEventListener('submit', note, true);
    return () => document.removeEventListener('submit', note, true);
  }, []);
  useEffect(() => {
    if (!sent || drawnAt === 0) return;
    sent = false;
    const answer = document.querySelector<HTMLElement>('#content .notice[role]');
    if (answer === null) return;
    answer.tabIndex = -1;
    answer.focus({ preventScroll: true });
    answer.scrollIntoView({ block: 'nearest' });
  }, [drawnAt]);
  return null;
}

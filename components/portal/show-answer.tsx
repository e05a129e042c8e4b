'use client';

import { useEffect, useRef } from 'react';

/**
 * After a form was sent, brings what came of it into sight: answers and new secrets stand at the top, the button often a
 * screen or two below, and an answer on the same address moves nothing by itself. Without script the page is loaded anew.
 *
 * @param drawnAt when the server drew the page: another time is another drawing
 */
export function ShowAnswer({ drawnAt }: { drawnAt: number }) {
  const seen = useRef(drawnAt);
  const sent = useRef(false);
  useEffect(() => {
    const note = () => {
      sent.current = true;
    };
    document.addEventListener('submit', note, true);
    return () => document.removeEventListener('submit', note, true);
  }, []);
  useEffect(() => {
    if (seen.current === drawnAt) return;
    seen.current = drawnAt;
    if (!sent.current) return;
    sent.current = false;
    const answer = document.querySelector<HTMLElement>('#content .notice[role]');
    if (answer === null) return;
    answer.tabIndex = -1;
    answer.focus({ preventScroll: true });
    answer.scrollIntoView({ block: 'nearest' });
  }, [drawnAt]);
  return null;
}

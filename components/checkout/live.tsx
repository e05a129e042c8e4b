'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import useSWR from 'swr';
import type { LiveTexts } from './live-texts.ts';

export interface LiveProps {
  id: string;
  lang?: string;
  /** Fingerprint of what the page says (app/pay/[id]/version.ts). */
  version: string;
  kind: string;
  /** Absent when nothing can change any more. */
  askAgainMs?: number;
  texts: LiveTexts;
}

/** What the status route answers, at most 300 bytes. */
interface Status {
  version: string;
  ask_again_ms?: number;
}

/**
 * Keeps a page that works without it up to date: asks for the status, lets the server draw the page anew when it
 * changed, moves focus to the new state, holds back a second press of a button, and says when the network is gone.
 */
export function Live({ id, lang, version, kind, askAgainMs, texts }: LiveProps) {
  const offline = useFreshPage({ id, version, ...(lang && { lang }), ...(askAgainMs && { askAgainMs }) });
  useFocusOnChange(kind);
  const held = useSingleSubmit();
  return (
    <>
      {offline && <p className="offline">{texts.offline}</p>}
      <p className="sr-only" role="status">
        {offline ? texts.offline : held ? texts.sending : ''}
      </p>
    </>
  );
}

function useFreshPage({ id, lang, version, askAgainMs }: Omit<LiveProps, 'kind' | 'texts'>): boolean {
  const router = useRouter();
  const [refreshing, startRefresh] = useTransition();
  const url = `/pay/${id}/status${lang === undefined ? '' : `?lang=${lang}`}`;
  const { data, error, mutate } = useSWR<Status>(url, fetchStatus, {
    // SWR stops by itself while the page is hidden or offline, and asks at once on return.
    refreshInterval: (latest) => (latest === undefined ? askAgainMs : latest.ask_again_ms) ?? 0,
    revalidateOnFocus: true,
    revalidateOnReconnect: true,
    revalidateOnMount: false,
    focusThrottleInterval: 1_000,
    dedupingInterval: 500,
    errorRetryInterval: 4_000,
  });
  const stale = data !== undefined && data.version !== version;

  useEffect(() => {
    if (stale && !refreshing) startRefresh(() => router.refresh());
  }, [stale, refreshing, router]);

  // A page drawn anew knows more than the last answer: without this an old answer would ask for it once more.
  useEffect(() => {
    void mutate({ version, ...(askAgainMs && { ask_again_ms: askAgainMs }) }, { revalidate: false });
  }, [version, askAgainMs, mutate]);

  const [disconnected, setDisconnected] = useState(false);
  useEffect(() => {
    const read = () => setDisconnected(!navigator.onLine);
    read();
    window.addEventListener('online', read);
    window.addEventListener('offline', read);
    return () => {
      window.removeEventListener('online', read);
      window.removeEventListener('offline', read);
    };
  }, []);
  return disconnected || error !== undefined;
}

async function fetchStatus(url: string): Promise<Status> {
  const response = await fetch(url, { cache: 'no-store', headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`Status ${response.status}`);
  const status: Status = await response.json(); // our own route's answer
  return status;
}

function useFocusOnChange(kind: string): void {
  const shown = useRef(kind);
  useEffect(() => {
    if (shown.current === kind) return;
    shown.current = kind;
    document.getElementById('state')?.focus();
  }, [kind]);
}

/** A form that is on its way is not sent again; the browser's back button gives it back. */
function useSingleSubmit(): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    let sent = false;
    const release = () => {
      sent = false;
      setHeld(false);
      for (const button of document.querySelectorAll('form[data-once] [aria-disabled]')) {
        button.removeAttribute('aria-disabled');
      }
    };
    const submit = (event: SubmitEvent) => {
      if (!(event.target instanceof HTMLFormElement) || !event.target.matches('[data-once]')) return;
      if (sent || !navigator.onLine) {
        event.preventDefault();
        return;
      }
      sent = true;
      setHeld(true);
      // `aria-disabled` and not `disabled`: focus stays, and the form still carries its button.
      event.submitter?.setAttribute('aria-disabled', 'true');
    };
    document.addEventListener('submit', submit);
    window.addEventListener('pageshow', release);
    return () => {
      document.removeEventListener('submit', submit);
      window.removeEventListener('pageshow', release);
    };
  }, []);
  return held;
}

'use client';

import { useSyncExternalStore } from 'react';
import { Button } from '#components/ui/button.tsx';

/** Opens the browser's print dialog. Not drawn where no script runs: the browser's own menu prints as well. */
export function PrintButton({ label }: { label: string }) {
  const scripted = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  if (!scripted) return null;
  return (
    <Button type="button" tone="second" onClick={() => window.print()}>
      {label}
    </Button>
  );
}

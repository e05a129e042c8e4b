import { Button } from '#components/ui/button.tsx';

/** Opens the browser's print dialog. Shown by script.js: where no script runs, the browser's own menu prints as well. */
export function PrintButton({ label }: { label: string }) {
  return (
    <Button type="button" tone="second" data-print hidden>
      {label}
    </Button>
  );
}

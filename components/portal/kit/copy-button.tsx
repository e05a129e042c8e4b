'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';

/** Copies a text, and says so. Where the browser refuses, the text beside it can still be selected. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <Button type="button" size="small" tone="second" onClick={copy}>
      <Icon size={16} aria-hidden="true" />
      <span aria-live="polite">{copied ? done : label}</span>
    </Button>
  );
}

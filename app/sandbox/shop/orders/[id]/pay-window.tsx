'use client';

import { useEffect, useRef } from 'react';
import { ButtonLink } from '#components/ui/button.tsx';

/**
 * What the guide tells shops to paste (/docs#drop-in), pressed once where the payer has just asked for it. Without script,
 * and where no window can be, it is a link to the checkout.
 */
export function PayWindow({ url, label, open }: { url: string; label: string; open: boolean }) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (!open) return;
    const press = () => {
      // A reload of this page does not open the window again.
      const here = new URL(window.location.href);
      here.searchParams.delete('window');
      window.history.replaceState(null, '', here);
      link.current?.click();
    };
    // The drop-in's script is deferred: by then it has run.
    if (document.readyState === 'complete') return press();
    window.addEventListener('load', press, { once: true });
    return () => window.removeEventListener('load', press);
  }, [open]);
  return (
    <>
      <ButtonLink ref={link} href={url} data-cross-checkout>
        {label}
      </ButtonLink>
      <script src="/checkout.js" defer />
    </>
  );
}

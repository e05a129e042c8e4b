import './globals.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { documentLocale } from './document-locale.ts';

export const metadata: Metadata = {
  title: 'Cross',
  // Numbers on our pages are amounts and references; iOS would turn them into telephone links.
  formatDetection: { telephone: false, date: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f2ea' },
    { media: '(prefers-color-scheme: dark)', color: '#111218' },
  ],
};

/** The one <html> of all pages; sections add their own frame inside. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang={await documentLocale()}>
      <body>{children}</body>
    </html>
  );
}

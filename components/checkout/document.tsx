import type { ReactNode } from 'react';

export interface DocumentProps {
  lang: 'fr' | 'en';
  title: string;
  /** What chats and search read of the page, where they may. */
  head?: ReactNode;
  style: string;
  /** Where a browser without script looks again by itself, and after how many seconds. */
  refresh?: { seconds: number; address: string } | undefined;
  /** In a shop's window: what does not say that it stays there leaves it. */
  framed: boolean;
  script?: string | undefined;
  /** The page's markup; the script follows it, so that nothing waits for it. */
  body: string;
}

/** A whole document of our own, first of all the payer's page: one answer, which needs no second request to be usable. */
export function Document({ lang, title, head, style, refresh, framed, script, body }: DocumentProps) {
  return (
    <html lang={lang}>
      {/* biome-ignore lint/style/noHeadElement: Next's own head is for the pages that Next draws */}
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        {/* Numbers here are amounts and references; iOS would turn them into telephone links. */}
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no" />
        <meta name="theme-color" media="(prefers-color-scheme:light)" content="#f6f2ea" />
        <meta name="theme-color" media="(prefers-color-scheme:dark)" content="#111218" />
        {framed && <base target="_top" />}
        <meta name="robots" content="noindex,nofollow" />
        {refresh !== undefined && (
          <meta httpEquiv="refresh" content={`${refresh.seconds};url=${refresh.address}`} />
        )}
        <title>{title}</title>
        {head}
        {/* Without it the browser asks for one more file. */}
        <link rel="icon" href={ICON} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own rules, which React would escape */}
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body
        // biome-ignore lint/security/noDangerouslySetInnerHtml: React has written it and our own script
        dangerouslySetInnerHTML={{
          __html: script === undefined ? body : `${body}<script>${script}</script>`,
        }}
      />
    </html>
  );
}

/** The crossed threads of components/ui/brand.tsx, in the light scheme's colours. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" stroke-width="6" stroke-linecap="round"><path d="M4 4l20 20" stroke="#1f2b62"/><path d="M24 4l-7 7M11 17l-7 7" stroke="#d9a441"/></svg>',
)}`;

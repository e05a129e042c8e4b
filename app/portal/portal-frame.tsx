import type { ReactNode } from 'react';
import { Frame } from '#components/portal/frame.tsx';
import type { Section } from '#components/portal/sections.ts';
import { env } from '#lib/env.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { chooseLanguageAction, signOutAction } from './actions.ts';
import { withQuery } from './address.ts';
import type { PortalPage } from './open-page.ts';

export interface PortalFrameProps {
  page: PortalPage;
  current: Section;
  /** This page's path, and the parameters to keep in another language. */
  path: string;
  parameters?: Record<string, string | undefined>;
  /** Where the mode switch leads: an object exists in one mode only, its section in both. */
  modePath?: string;
  children: ReactNode;
}

/** The frame, filled in for a page. */
export function PortalFrame({
  page,
  current,
  path,
  parameters,
  modePath = path,
  children,
}: PortalFrameProps) {
  const { session, locale, mode, href } = page;
  return (
    <Frame
      locale={locale}
      mode={mode}
      current={current}
      demo={env().mode === 'demo'}
      may={(permission) => mayMember(session, permission)}
      merchant={session.merchant.name}
      member={session.member}
      href={(to) => href(to)}
      modeHref={(to) => href(modePath, { mode: to === 'live' ? to : undefined })}
      page={withQuery(path, { mode: mode === 'live' ? mode : undefined, ...parameters })}
      drawnAt={page.now.getTime()}
      chooseLanguage={chooseLanguageAction}
      signOut={signOutAction}
    >
      {children}
    </Frame>
  );
}

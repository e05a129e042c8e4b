import { Menu } from 'lucide-react';
import type { ReactNode } from 'react';
import { BrandMark } from '#components/ui/brand.tsx';
import { Weave } from '#components/ui/ticket.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import type { Permission } from '#lib/merchants/roles.ts';
import type { Mode } from '#lib/payments/types.ts';
import { GROUPS, SECTIONS, type Section, type SectionEntry } from './sections.ts';
import { ShowAnswer } from './show-answer.tsx';
import { portalTexts } from './texts.ts';

export interface FrameProps {
  locale: Locale;
  mode: Mode;
  current: Section;
  /** What the member may do: sections beyond that are not shown. */
  may(permission: Permission): boolean;
  demo: boolean;
  merchant: string;
  member: { name: string; email: string };
  /** An address that keeps mode and language. */
  href(path: string): string;
  /** This page in the other mode. */
  modeHref(mode: Mode): string;
  /** When the server drew this page, in milliseconds. */
  drawnAt: number;
  /** This page without its language, to come back to. */
  page: string;
  chooseLanguage(form: FormData): Promise<void>;
  signOut(): Promise<void>;
  children: ReactNode;
}

/**
 * What every page of the portal has around it. A component and not a layout of Next's: a layout sees no query, and the
 * mode stands in the address, so that two tabs never disagree about which money they show. On a narrow screen the rail
 * is a drawer by the `popover` attribute, which needs no script; a browser without it shows the rail above the page.
 */
export function Frame(props: FrameProps) {
  const { locale, mode, merchant, children } = props;
  const t = portalTexts(locale);
  return (
    <div className="portal" lang={locale} data-mode={mode}>
      <a className="skip" href="#content">
        {t.skip}
      </a>
      <header className="portal-head">
        <p className={mode === 'test' ? 'test-band' : 'live-band'}>
          {mode === 'test' ? t.bandTest : t.bandLive}
        </p>
        <div className="portal-top">
          <span className="portal-brand">
            <BrandMark size={24} />
            {merchant}
          </span>
          <button type="button" className="portal-menu" popoverTarget="rail">
            <Menu size={22} aria-hidden="true" />
            {t.menu}
          </button>
        </div>
      </header>
      <Rail {...props} />
      <main id="content" className="portal-main" tabIndex={-1}>
        {children}
        <ShowAnswer drawnAt={props.drawnAt} />
      </main>
    </div>
  );
}

function Rail(props: FrameProps) {
  const { locale, mode, current, merchant, href, modeHref } = props;
  const t = portalTexts(locale);
  return (
    <aside id="rail" className="rail" popover="auto" aria-label={t.menu}>
      <div className="rail-head">
        <span className="portal-brand">
          <BrandMark size={28} />
          Cross
        </span>
        <button type="button" className="rail-close" popoverTarget="rail" popoverTargetAction="hide">
          {t.close}
        </button>
      </div>
      <p className="rail-merchant">{merchant}</p>
      <nav aria-label={t.modeLabel} className="mode-switch" data-mode={mode}>
        {(['test', 'live'] as const).map((one) => (
          <a key={one} href={modeHref(one)} aria-current={one === mode ? 'true' : undefined}>
            {one === 'test' ? t.modeTest : t.modeLive}
          </a>
        ))}
      </nav>
      <nav aria-label={t.sections} className="rail-sections">
        {groupsFor(props).map(({ group, sections }) => (
          <section key={group} aria-label={GROUPS[group][locale]}>
            <p className="rail-group" aria-hidden="true">
              {GROUPS[group][locale]}
            </p>
            {sections.map(({ id, path, Icon, name }) => (
              <a key={id} href={href(path)} aria-current={id === current ? 'page' : undefined}>
                <Icon size={18} aria-hidden="true" />
                {name[locale]}
              </a>
            ))}
          </section>
        ))}
      </nav>
      <div className="rail-foot">
        <Self {...props} />
        <Weave />
      </div>
    </aside>
  );
}

/** The groups that hold anything for this member, in their order. */
function groupsFor({ may, demo }: FrameProps) {
  const entries = Object.entries(SECTIONS).map(([id, entry]): SectionEntry & { id: string } => ({
    id,
    ...entry,
  }));
  const groups = Object.keys(GROUPS) as SectionEntry['group'][]; // keys of a literal object are its type's
  return groups
    .map((group) => ({
      group,
      sections: entries.filter(
        (entry) => entry.group === group && may(entry.needs) && (demo || !entry.demoOnly),
      ),
    }))
    .filter(({ sections }) => sections.length > 0);
}

/** Who is signed in, and what that person may do about it. Plain forms: they work without script. */
function Self({ locale, member, page, chooseLanguage, signOut }: FrameProps) {
  const t = portalTexts(locale);
  const other: Locale = locale === 'fr' ? 'en' : 'fr';
  return (
    <div className="rail-self">
      <p>
        <b>{member.name}</b>
        <span className="rail-email">{member.email}</span>
      </p>
      <form action={chooseLanguage}>
        <input type="hidden" name="lang" value={other} />
        <input type="hidden" name="page" value={page} />
        <button type="submit" className="rail-button" lang={other} title={t.otherLanguageLabel}>
          {t.otherLanguage}
        </button>
      </form>
      <form action={signOut}>
        <button type="submit" className="rail-button">
          {t.signOut}
        </button>
      </form>
    </div>
  );
}

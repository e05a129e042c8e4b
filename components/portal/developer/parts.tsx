/** Small parts that several of the developers' pages show. */

import type { ReactNode } from 'react';
import { ActButton } from '#components/portal/kit/act-button.tsx';
import { CopyButton } from '#components/portal/kit/copy-button.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { type DeveloperTexts, developerTexts } from './texts.ts';

/** A value to be copied. */
export function Copied({ text, locale }: { text: string; locale: Locale }) {
  const t = developerTexts(locale);
  return (
    <span className="secret">
      <code>{text}</code>
      <CopyButton text={text} label={t.copy} done={t.copied} />
    </span>
  );
}

/** A command to be copied and run as it is. */
export function Command({ text, locale }: { text: string; locale: Locale }) {
  const t = developerTexts(locale);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
      <pre className="command" tabIndex={0}>
        {text}
      </pre>
      <div className="ways">
        <CopyButton text={text} label={t.copy} done={t.copied} />
      </div>
    </>
  );
}

/** A secret that is shown this once, until the reader has kept it. */
export function SecretShown(props: {
  locale: Locale;
  title: string;
  what: string;
  secret: string;
  kept: (form: FormData) => Promise<void>;
  hidden: Readonly<Record<string, string>>;
}) {
  const { locale, title, what, secret, kept, hidden } = props;
  const t = developerTexts(locale);
  return (
    <Notice tone="wait" title={title} role="status">
      <p>{what}</p>
      <p className="secret">
        <code data-testid="secret">{secret}</code>
        <CopyButton text={secret} label={t.copy} done={t.copied} />
      </p>
      <ActButton action={kept} hidden={hidden} className="ways">
        {t.kept}
      </ActButton>
    </Notice>
  );
}

/** Where to type a code before secrets open: asked for before a form is filled in, and not after. */
export function ProveFirst({ locale, href }: { locale: Locale; href: string }) {
  const t = developerTexts(locale);
  return (
    <>
      <p className="text-soft">{t.proveFirst}</p>
      <div className="ways">
        <ButtonLink size="small" href={href}>
          {t.prove}
        </ButtonLink>
      </div>
    </>
  );
}

/** What `?done=` says: one of the texts named here, and nothing else that stands in an address. */
export function Told(props: {
  t: DeveloperTexts;
  done: unknown;
  good: readonly (keyof DeveloperTexts)[];
  bad?: readonly (keyof DeveloperTexts)[];
}): ReactNode {
  const { t, done, good, bad = [] } = props;
  const fine = good.find((key) => key === done);
  if (fine !== undefined) return <Notice tone="good" title={t[fine]} role="status" />;
  const wrong = bad.find((key) => key === done);
  return wrong === undefined ? null : <Notice tone="bad" title={t[wrong]} role="alert" />;
}

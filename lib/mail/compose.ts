/** A mail made from its kind and values: subject, HTML and plain text. Pure, but for react-email's renderer. */
import { render, toPlainText } from '@react-email/render';
import { createElement as h } from 'react';
import type { Locale } from '#lib/i18n/locale.ts';
import { MAIL_TEXTS, type MailKind } from './texts.ts';

/** What fills a text; `link` is where its button leads. */
export type MailValues = Readonly<Record<string, string>>;

export interface ComposedMail {
  subject: string;
  html: string;
  text: string;
}

/** @throws when a name in braces has no value: a mail with a hole in it is never sent */
export async function composeMail(kind: MailKind, locale: Locale, values: MailValues): Promise<ComposedMail> {
  const { subject, lines, button, foot } = MAIL_TEXTS[locale][kind];
  const say = (text: string) => fillAll(text, values);
  // A subject is one line: a shop's name must not add headers.
  const title = say(subject).replace(/\s+/g, ' ').trim();
  const link = values.link ?? '';
  const html = await render(
    h(
      'html',
      { lang: locale },
      h('head', null, h('meta', { charSet: 'utf-8' }), h('title', null, title)),
      h(
        'body',
        { style: STYLES.body },
        h(
          'div',
          { style: STYLES.card },
          h('p', { style: STYLES.brand }, 'Cross'),
          h('h1', { style: STYLES.title }, title),
          ...lines.map((line, index) => h('p', { key: index, style: STYLES.line }, say(line))),
          button === undefined
            ? null
            : h('p', { style: STYLES.line }, h('a', { href: link, style: STYLES.button }, button)),
          button === undefined ? null : h('p', { style: STYLES.small }, link),
          h('p', { style: STYLES.small }, say(foot)),
        ),
      ),
    ),
  );
  return { subject: title, html, text: toPlainText(html) };
}

function fillAll(text: string, values: MailValues): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The mail has no value for {${name}}.`);
    return value;
  });
}

/** Mail programs read no style sheet; these are the colours of the light look (app/globals.css). */
const STYLES = {
  body: {
    margin: 0,
    padding: '24px 12px',
    background: '#f6f2ea',
    color: '#17181d',
    fontFamily: 'system-ui, -apple-system, "Segoe UI", sans-serif',
    fontSize: 16,
    lineHeight: 1.5,
  },
  card: {
    maxWidth: 520,
    margin: '0 auto',
    padding: '20px 24px 24px',
    borderRadius: 14,
    background: '#fffdf8',
    overflowWrap: 'anywhere',
  },
  brand: { margin: '0 0 16px', fontWeight: 700, color: '#1f2b62' },
  title: { margin: '0 0 12px', fontSize: 21, lineHeight: 1.25 },
  line: { margin: '0 0 14px' },
  button: {
    display: 'inline-block',
    padding: '13px 20px',
    borderRadius: 12,
    background: '#1f2b62',
    color: '#ffffff',
    fontWeight: 700,
    textDecoration: 'none',
  },
  small: { margin: '0 0 10px', fontSize: 14, color: '#5b5a55' },
} as const;

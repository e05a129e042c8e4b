'use client';

import { type ChangeEvent, useState } from 'react';
import { fill } from '#components/portal/texts.ts';
import { Field, type FieldProps } from '#components/ui/field.tsx';
import {
  type BrandColors,
  brandColors,
  contrast,
  GROUNDS,
  isBrandColor,
  isLoud,
  type Scheme,
} from '#lib/brand.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { type DeveloperTexts, developerTexts } from './texts.ts';

type Bound = Omit<FieldProps, 'label' | 'hint' | 'size'> & {
  onChange: (event: ChangeEvent<HTMLInputElement>) => unknown;
};

const OURS = '#1f2b62';

/** An app's colour: typed or picked, with what payers will see of it by day and by night, and why it differs. */
export function ColorField({ locale, bound, name }: { locale: Locale; bound: Bound; name: string }) {
  const t = developerTexts(locale);
  const [typed, setTyped] = useState(String(bound.defaultValue ?? ''));
  const wanted = colorOf(typed);
  return (
    <div className="color-field">
      <div className="color-inputs">
        <Field
          {...bound}
          onChange={(event) => {
            setTyped(event.target.value);
            return bound.onChange(event);
          }}
          label={t.color}
          hint={t.colorHint}
          placeholder={OURS}
          maxLength={9}
          autoComplete="off"
          spellCheck={false}
          size="small"
        />
        <input
          type="color"
          className="color-well"
          aria-label={t.colorPick}
          value={wanted ?? OURS}
          onChange={(event) => {
            const text = document.getElementById(bound.id);
            if (!(text instanceof HTMLInputElement)) return;
            text.value = event.target.value;
            text.dispatchEvent(new Event('input', { bubbles: true }));
            setTyped(event.target.value);
          }}
        />
      </div>
      <div className="color-previews" aria-live="polite">
        {(['light', 'dark'] as const).map((scheme) => (
          <Preview key={scheme} {...{ scheme, locale, name, t }} wanted={wanted ?? OURS} />
        ))}
      </div>
    </div>
  );
}

interface Shown {
  scheme: Scheme;
  wanted: string;
  locale: Locale;
  t: DeveloperTexts;
}

/** A ticket of one scheme, whatever the reader's own is. */
function Preview({ name, ...shown }: Shown & { name: string }) {
  const { scheme, wanted, t } = shown;
  const colors = brandColors(wanted)[scheme];
  const [paper, card] = GROUNDS[scheme];
  const ink = scheme === 'light' ? '#17181d' : '#f1eee7';
  return (
    <figure>
      <div className="color-paper" style={{ background: paper }} aria-hidden="true">
        <div className="color-ticket" style={{ background: card, color: ink, borderTopColor: colors.act }}>
          <b>{name}</b>
          <span className="color-button" style={styleOf(colors)}>
            {t.colorPay}
          </span>
          <span style={{ color: colors.act, textDecoration: 'underline' }}>{t.colorLink}</span>
        </div>
      </div>
      <figcaption>
        <b>{t[`color_${scheme}`]}</b> {told(shown, colors)}
      </figcaption>
    </figure>
  );
}

function styleOf({ fill: ground, onFill, act }: BrandColors) {
  return { background: ground, color: onFill, borderColor: act };
}

/** What became of the colour here, and the contrast that decided it. */
function told({ scheme, wanted, locale, t }: Shown, { act, fill: ground }: BrandColors): string {
  const [paper, card] = GROUNDS[scheme];
  const least = Math.min(contrast(wanted, paper), contrast(wanted, card));
  // Never rounded up to what it does not reach.
  const ratio = new Intl.NumberFormat(locale).format(Math.floor(least * 10) / 10);
  if (act === wanted && ground === wanted) return fill(t.colorKept, { ratio });
  if (ground === wanted) return fill(t.colorTextMoved, { ratio, act });
  return fill(isLoud(wanted) ? t.colorCalmed : t.colorMoved, { ratio, act, ground });
}

/** Undefined while it is being typed. */
function colorOf(typed: string): string | undefined {
  const text = typed.trim().toLowerCase();
  const color = text.startsWith('#') ? text : `#${text}`;
  return isBrandColor(color) ? color : undefined;
}

import { PaperPage } from '#components/paper/paper-page.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Notice, type Tone } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';

export interface CodeFormProps {
  locale: Locale;
  heading: string;
  what: string;
  /** Set: the heading stands in a coloured box. */
  tone?: Tone;
  /** What was typed, where it cannot be a code. */
  typed?: string | undefined;
  /** The language that the reader asked for, carried along by the form. */
  asked?: Locale | undefined;
}

/** A page with a field for a receipt's code; a GET form, without script. */
export function CodeForm({ locale, heading, what, tone, typed, asked }: CodeFormProps) {
  const t = translator(locale);
  return (
    <PaperPage locale={locale}>
      {tone === undefined ? (
        <>
          <h1>{heading}</h1>
          <p className="paper-text">{what}</p>
        </>
      ) : (
        <Notice tone={tone} title={<h1>{heading}</h1>}>
          {what}
        </Notice>
      )}
      <form action="/r">
        {asked !== undefined && <input type="hidden" name="lang" value={asked} />}
        <Field
          id="code"
          name="code"
          label={t('receipt.form.label')}
          hint={t('receipt.form.hint')}
          error={typed === undefined ? undefined : t('receipt.notFound.incomplete')}
          defaultValue={typed}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={40}
        />
        <Button>{t('receipt.form.submit')}</Button>
      </form>
    </PaperPage>
  );
}

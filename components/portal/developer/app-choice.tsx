import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/choice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { developerTexts } from './texts.ts';

/** Which app a page is about; nothing where there is no choice. A GET form: it works without script. */
export function AppChoice(props: {
  locale: Locale;
  apps: readonly { id: string; name: string }[];
  chosen: string;
  /** The page's address, with the parameters to keep. */
  href: string;
}) {
  const { locale, apps, chosen, href } = props;
  if (apps.length < 2) return null;
  const t = developerTexts(locale);
  const { pathname, searchParams } = new URL(href, 'http://relative.invalid');
  return (
    <form className="filters" action={pathname} aria-label={t.chooseApp}>
      {[...searchParams].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Select
        id="app-choice"
        name="app"
        label={t.app}
        key={chosen}
        defaultValue={chosen}
        options={apps.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button size="small" tone="second">
        {t.show}
      </Button>
    </form>
  );
}

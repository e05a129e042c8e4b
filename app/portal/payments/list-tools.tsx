/** What stands above the list: the search box, the filters, the views and the export. Plain forms: all work without script. */
import { Download, Search, X } from 'lucide-react';
import { fill } from '#components/portal/texts.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import type { SavedView } from '#lib/generated/prisma/client.ts';
import { translator } from '#lib/i18n/translator.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import type { Found } from '#lib/payments/find-by-clues.ts';
import { PAYMENT_STATUSES } from '#lib/payments/types.ts';
import { one } from '../address.ts';
import type { PortalPage } from '../open-page.ts';
import { removeViewAction, saveViewAction, searchAction } from './actions.ts';
import { filtersSet, type ListFilter } from './filter.ts';
import { paymentTexts } from './texts.ts';

export const PATH = '/portal/payments';

interface Part {
  page: PortalPage;
  filter: ListFilter;
}

export function SearchBox({
  page,
  filter,
  found,
  masked,
  linkWhat,
}: Part & { found?: Found; masked?: string; linkWhat?: string | undefined }) {
  const t = paymentTexts(page.locale);
  const { q, payer, after, ...others } = filter;
  const { link, after: _, ...withoutLink } = filter;
  const searched = q ?? payer;
  return (
    <search>
      <form className="search-box" action={searchAction}>
        <Kept page={page} filter={filter} />
        <label htmlFor="q">{t.search}</label>
        <div className="search-line">
          <input
            key={searched}
            id="q"
            type="search"
            name="q"
            className="input input-small"
            defaultValue={q}
            placeholder={t.searchExample}
            maxLength={200}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby="q-hint"
          />
          <Button size="small">
            <Search size={18} aria-hidden="true" />
            {t.searchButton}
          </Button>
        </div>
        <p className="field-hint" id="q-hint">
          {t.searchHint}
        </p>
      </form>
      {found !== undefined && (
        <p className="understood">
          <span>{fill(t[`understood_${found.by}`], { text: q ?? masked ?? t.hiddenNumber })}</span>
          <a href={page.href(PATH, others)}>
            <X size={16} aria-hidden="true" />
            {t.searchClear}
          </a>
        </p>
      )}
      {link !== undefined && (
        <p className="understood">
          <span>{fill(t.ofLink, { what: linkWhat ?? link })}</span>
          <a href={page.href(PATH, withoutLink)}>
            <X size={16} aria-hidden="true" />
            {t.ofLinkClear}
          </a>
        </p>
      )}
    </search>
  );
}

export function Filters({ page, filter, apps }: Part & { apps: readonly { id: string; name: string }[] }) {
  const { locale, href, t: words } = page;
  const t = paymentTexts(locale);
  const word = translator(locale);
  const set = filtersSet(filter);
  const { q, payer, link } = filter;
  // A GET form replaces the query of its address: what must stay is sent along.
  const kept = new URL(href(PATH, { q, payer, link }), 'http://relative.invalid').searchParams;
  const statuses = PAYMENT_STATUSES.map((status) => ({ id: status, name: word(`status.${status}`) }));
  const operators = Object.entries(OPERATORS).map(([id, { name, country }]) => ({
    id,
    name: `${name.label} (${country})`,
  }));
  return (
    <details className="more-filters" open={set > 0}>
      <summary>{set > 0 ? fill(t.moreFiltersSet, { count: String(set) }) : t.moreFilters}</summary>
      <form className="filter-form" action={PATH} key={JSON.stringify(filter)}>
        {[...kept].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Choice
          name="status"
          label={words.status}
          all={words.allStatuses}
          options={statuses}
          filter={filter}
        />
        <Choice name="operator" label={t.operator} all={t.allOperators} options={operators} filter={filter} />
        {apps.length > 1 && (
          <Choice name="app" label={t.app} all={t.allApps} options={apps} filter={filter} />
        )}
        <Input name="from" label={t.from} filter={filter} type="date" />
        <Input name="to" label={t.to} filter={filter} type="date" />
        <Input name="min" label={t.min} filter={filter} inputMode="decimal" maxLength={20} />
        <Input name="max" label={t.max} filter={filter} inputMode="decimal" maxLength={20} />
        <div className="ways">
          <Button size="small" tone="second">
            {t.apply}
          </Button>
          {set > 0 && (
            <ButtonLink size="small" tone="quiet" href={href(PATH, { q, payer, link })}>
              {t.clear}
            </ButtonLink>
          )}
        </div>
      </form>
    </details>
  );
}

interface FieldOf {
  name: Exclude<keyof ListFilter, 'after' | 'q' | 'payer' | 'link'>;
  label: string;
  filter: ListFilter;
}

function Choice(props: FieldOf & { all: string; options: readonly { id: string; name: string }[] }) {
  const { name, label, all, options, filter } = props;
  return (
    <label>
      <span>{label}</span>
      <select name={name} className="input input-small" defaultValue={filter[name] ?? ''}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Input({
  name,
  label,
  filter,
  ...input
}: FieldOf & { type?: 'date'; inputMode?: 'decimal'; maxLength?: number }) {
  return (
    <label>
      <span>{label}</span>
      <input
        {...input}
        name={name}
        className="input input-small"
        defaultValue={filter[name]}
        autoComplete="off"
      />
    </label>
  );
}

/** The member's views, and a place to keep the one that is open. */
export function Views({ page, filter, views }: Part & { views: readonly SavedView[] }) {
  const { locale, href, session } = page;
  const t = paymentTexts(locale);
  const { q, payer, after, ...filters } = filter;
  const current = new URLSearchParams(filters).toString();
  const savable = filtersSet(filter) > 0 && !views.some(({ query }) => query === current);
  if (!mayMember(session, 'payments.act') || (views.length === 0 && !savable)) return null;
  return (
    <nav className="views" aria-label={t.views}>
      {views.map(({ id, name, query }) => (
        <span key={id} className="view">
          <a
            href={href(PATH, Object.fromEntries(new URLSearchParams(query)))}
            aria-current={query === current ? 'page' : undefined}
          >
            {name}
          </a>
          <form action={removeViewAction}>
            <Kept page={page} filter={filter} />
            <input type="hidden" name="view" value={id} />
            <button type="submit" aria-label={fill(t.removeView, { name })}>
              <X size={16} aria-hidden="true" />
            </button>
          </form>
        </span>
      ))}
      {savable && (
        <details className="save-view">
          <summary>{t.saveView}</summary>
          <form action={saveViewAction}>
            <Kept page={page} filter={filter} />
            <label htmlFor="view-name">{t.viewName}</label>
            <input
              id="view-name"
              name="name"
              className="input input-small"
              required
              maxLength={60}
              autoComplete="off"
              aria-describedby="view-hint"
            />
            <p className="field-hint" id="view-hint">
              {t.viewNameHint}
            </p>
            <Button size="small" tone="second">
              {t.viewSave}
            </Button>
          </form>
        </details>
      )}
    </nav>
  );
}

/** Downloads of everything the view shows, not of this page alone. */
export function ExportLinks({ page, filter }: Part) {
  const { locale, href, session } = page;
  const t = paymentTexts(locale);
  if (!mayMember(session, 'payments.export')) return null;
  const { after, ...view } = filter;
  const to = (format: string) => href(`${PATH}/export`, { ...view, format, lang: locale });
  return (
    <div className="export" title={t.exportWhat}>
      <span id="export-label">
        <Download size={18} aria-hidden="true" />
        {t.export}
      </span>
      {(['csv', 'xlsx'] as const).map((format) => (
        <ButtonLink
          key={format}
          size="small"
          tone="second"
          href={to(format)}
          download
          aria-describedby="export-label"
        >
          {format === 'csv' ? t.exportCsv : t.exportXlsx}
        </ButtonLink>
      ))}
    </div>
  );
}

/** What an action must know to lead back here. */
function Kept({ page, filter }: Part) {
  const lang = one(new URL(page.href(PATH), 'http://relative.invalid').searchParams.get('lang') ?? undefined);
  return (
    <>
      <input type="hidden" name="query" value={new URLSearchParams({ ...filter }).toString()} />
      <input type="hidden" name="mode" value={page.mode} />
      {lang !== undefined && <input type="hidden" name="lang" value={lang} />}
    </>
  );
}

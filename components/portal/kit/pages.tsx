import { ButtonLink } from '#components/ui/button.tsx';

/**
 * The ways through a list that is read by keyset: back to its beginning, and on. Nothing where the list is whole.
 *
 * @param newest where the list begins, when this page is a later one
 * @param older the page after this one, when there is one
 */
export function Pages({
  t,
  newest,
  older,
}: {
  t: { pages: string; newest: string; older: string };
  newest: string | undefined;
  older: string | undefined;
}) {
  if (newest === undefined && older === undefined) return null;
  return (
    <nav className="pages" aria-label={t.pages}>
      {newest !== undefined && (
        <ButtonLink size="small" tone="second" href={newest}>
          {t.newest}
        </ButtonLink>
      )}
      {older !== undefined && (
        <ButtonLink size="small" tone="second" rel="next" href={older}>
          {t.older}
        </ButtonLink>
      )}
    </nav>
  );
}

import { fill } from '#components/portal/texts.ts';
import { Notice } from '#components/ui/notice.tsx';
import type { SearchParams } from '../address.ts';
import type { ConnectionTexts } from './texts.ts';

/** What the last action did, in words. */
export function Done({
  t,
  done,
  name = '',
}: {
  t: ConnectionTexts;
  done: SearchParams[string];
  /** Of the connection that was checked. */
  name?: string | undefined;
}) {
  const good: Record<string, string> = {
    added: t.doneAdded,
    changed: t.doneChanged,
    paused: t.donePaused,
    resumed: t.doneResumed,
    order: t.doneOrder,
    ...(name === '' ? {} : { works: t.checkWorks }),
  };
  const bad: Record<string, { title: string; what?: string }> = {
    not_found: { title: t.notFound },
    limited: { title: t.checkLimited },
    ...(name === ''
      ? {}
      : {
          credentials_refused: { title: t.checkRefused, what: t.checkRefusedWhat },
          unreachable: { title: t.checkUnreachable, what: t.checkUnreachableWhat },
          unclear: { title: t.checkUnclear, what: t.checkUnclearWhat },
        }),
  };
  if (typeof done !== 'string') return null;
  if (Object.hasOwn(good, done)) {
    return <Notice tone="good" title={fill(good[done] ?? '', { name })} role="status" />;
  }
  const said = Object.hasOwn(bad, done) ? bad[done] : undefined;
  if (said === undefined) return null;
  return (
    <Notice tone="bad" title={fill(said.title, { name })} role="alert">
      {said.what}
    </Notice>
  );
}

import { DECISION_WORDS } from '#components/portal/discrepancies/texts.ts';
import { fill } from '#components/portal/texts.ts';
import { Time } from '#components/time.tsx';
import { isDecision } from '#lib/discrepancies/decisions.ts';
import type { HistoryLine } from '#lib/discrepancies/history.ts';
import type { Part } from './page.tsx';

/** What people did about it, the latest on top; the opening at the bottom. */
export function History(part: Part) {
  const { page, t, discrepancy, history } = part;
  const { locale, timeZone, now } = page;
  const time = (at: Date) => (
    <p className="timeline-when">
      <Time at={at} locale={locale} timeZone={timeZone} today={now} />
    </p>
  );
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">{t.history}</h2>
      <ol className="timeline">
        {history.map((step) => (
          <li key={step.id} data-kind={step.kind === 'settled' ? 'told' : 'seen'}>
            {time(step.at)}
            <div>
              {sentence(step, part)}
              {step.reason !== null && <small>{step.reason}</small>}
              {step.reference !== null && (
                <small>{fill(t.referenceLine, { reference: step.reference })}</small>
              )}
            </div>
          </li>
        ))}
        <li data-kind="seen">
          {time(discrepancy.createdAt)}
          <div>{t.stepOpened}</div>
        </li>
      </ol>
    </section>
  );
}

function sentence({ kind, by, assignee, decision }: HistoryLine, { page, t }: Part): string {
  const word = isDecision(decision) ? DECISION_WORDS[page.locale][decision].name : '';
  switch (kind) {
    case 'assigned':
      return assignee === undefined
        ? fill(t.stepUnassigned, { by })
        : fill(t.stepAssigned, { by, to: assignee });
    case 'proposed':
      return fill(t.stepProposed, { by, decision: word });
    case 'declined':
      return fill(t.stepDeclined, { by });
    default:
      return fill(t.stepSettled, { by, decision: word });
  }
}

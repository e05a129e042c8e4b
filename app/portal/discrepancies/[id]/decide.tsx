import { DecisionForm } from '#components/portal/discrepancies/decision-form.tsx';
import { DECISION_WORDS } from '#components/portal/discrepancies/texts.ts';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { fill } from '#components/portal/texts.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { decisionsFor, isDecision, needsTwo } from '#lib/discrepancies/decisions.ts';
import type { HistoryLine } from '#lib/discrepancies/history.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { isFresh } from '#lib/merchants/second-factor.ts';
import type { AttemptStatus } from '#lib/payments/types.ts';
import { SECOND_FACTOR, withQuery } from '../../address.ts';
import { agreeAction, decideAction, declineAction } from '../actions.ts';
import type { Part } from './page.tsx';

/** What may be decided now, by whom: a decision, the answer to a colleague's proposal, or the proof that comes first. */
export function Decide(part: Part) {
  const { page, t, discrepancy, attempt, history } = part;
  const decisions = decisionsFor(discrepancy.kind, attempt.status as AttemptStatus); // held to the list by a CHECK
  const two = decisions.some((decision) => needsTwo(decision, page.mode));
  const proposal = history.find(({ id }) => id === discrepancy.proposalId);
  const here = page.href(`/portal/discrepancies/${discrepancy.id}`);
  return (
    <section className="panel decide" aria-labelledby="decide">
      <h2 id="decide">{t.decideTitle}</h2>
      {!mayMember(page.session, 'discrepancies.settle') ? (
        <p className="text-soft">{t.mayNot}</p>
      ) : (
        <>
          <p className="text-soft">{two ? `${t.decideLead} ${t.twoPeople}` : t.decideLead}</p>
          {proposal !== undefined && <Proposal {...part} proposal={proposal} />}
          {proposal === undefined &&
            (isFresh(page.session, page.now) ? (
              <DecisionForm
                locale={page.locale}
                action={decideAction}
                hidden={{ discrepancy: discrepancy.id, mode: page.mode }}
                decisions={decisions}
                currency={attempt.currency}
                submit={two ? t.propose : t.decide}
              />
            ) : (
              <Notice tone="wait" title={t.proofTitle}>
                <p>{t.proofWhat}</p>
                <div className="ways">
                  <ButtonLink size="small" href={withQuery(SECOND_FACTOR, { next: here })}>
                    {t.proof}
                  </ButtonLink>
                </div>
              </Notice>
            ))}
        </>
      )}
    </section>
  );
}

function Proposal({ page, t, discrepancy, proposal }: Part & { proposal: HistoryLine }) {
  const words = DECISION_WORDS[page.locale];
  const decision = isDecision(proposal.decision) ? words[proposal.decision].name : '';
  const own = proposal.memberId === page.session.member.id;
  const hidden = { discrepancy: discrepancy.id, proposal: proposal.id, mode: page.mode };
  return (
    <Notice tone="wait" title={fill(t.proposalTitle, { name: proposal.by, decision })}>
      <p>{proposal.reason}</p>
      {proposal.reference !== null && <p>{fill(t.referenceLine, { reference: proposal.reference })}</p>}
      {own && <p>{t.proposalOwn}</p>}
      <div className="ways">
        {!own && (
          <ConfirmButton
            label={t.agree}
            question={fill(t.agreeQuestion, { decision })}
            consequence={t.agreeWhat}
            cancel={t.cancel}
            action={agreeAction}
            hidden={hidden}
          />
        )}
        <ConfirmButton
          label={own ? t.withdraw : t.decline}
          question={t.declineQuestion}
          consequence={t.declineWhat}
          cancel={t.cancel}
          action={declineAction}
          hidden={hidden}
          tone="quiet"
        />
      </div>
    </Notice>
  );
}

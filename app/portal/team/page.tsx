import type { Metadata } from 'next';
import { InviteForm } from '#components/portal/account/forms.tsx';
import { type AccountTexts, accountTexts, ROLE_WORDS } from '#components/portal/account/texts.ts';
import { ConfirmButton } from '#components/portal/kit/confirm-button.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { type Column, Rows } from '#components/portal/kit/rows.tsx';
import { fill } from '#components/portal/texts.ts';
import { dayText, Time } from '#components/time.tsx';
import { Select } from '#components/ui/choice.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import type { Invitation } from '#lib/generated/prisma/client.ts';
import { listInvitations, mayGive } from '#lib/merchants/invitations.ts';
import { isRole, mayMember, ROLES } from '#lib/merchants/roles.ts';
import { listTeam, type TeamMember } from '#lib/merchants/team.ts';
import type { SearchParams } from '../address.ts';
import { openPage, type PortalPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import {
  changeRoleAction,
  disableMemberAction,
  enableMemberAction,
  inviteAction,
  revokeInvitationAction,
} from './actions.ts';
import './team.css';

const PATH = '/portal/team';

interface Props {
  searchParams: Promise<SearchParams>;
}

interface Part {
  page: PortalPage;
  t: AccountTexts;
  mayManage: boolean;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'team.read');
  return { title: `${accountTexts(locale).teamTitle}, ${session.merchant.name}` };
}

export default async function Team({ searchParams }: Props) {
  const page = await openPage(searchParams, 'team.read');
  const { session, locale } = page;
  const t = accountTexts(locale);
  const part = { page, t, mayManage: mayMember(session, 'team.manage') };
  const [team, invitations] = await Promise.all([
    listTeam(session.merchant.id),
    part.mayManage ? listInvitations(session.merchant.id, page.now) : [],
  ]);
  return (
    <PortalFrame page={page} current="team" path={PATH}>
      <PageHead title={t.teamTitle} lead={t.teamLead} />
      <Done t={t} done={(await searchParams).done} />
      <section className="panel">
        <Rows caption={t.teamTitle} columns={columns(part)} rows={team} keyOf={({ id }) => id} />
      </section>
      {part.mayManage && (
        <section className="panel" aria-labelledby="invite">
          <h2 id="invite">{t.inviteTitle}</h2>
          <InviteForm
            locale={locale}
            action={inviteAction}
            hidden={{ mode: page.mode }}
            roles={ROLES.filter((role) => mayGive(session.member.role, role)).map((role) => ({
              value: role,
              label: ROLE_WORDS[locale][role].name,
            }))}
          />
        </section>
      )}
      {invitations.length > 0 && <Invitations {...part} invitations={invitations} />}
      <section className="panel" aria-labelledby="roles">
        <h2 id="roles">{t.rolesTitle}</h2>
        <dl className="roles">
          {ROLES.map((role) => (
            <div key={role}>
              <dt>{ROLE_WORDS[locale][role].name}</dt>
              <dd>{ROLE_WORDS[locale][role].about}</dd>
            </div>
          ))}
        </dl>
      </section>
    </PortalFrame>
  );
}

function columns({ page, t, mayManage }: Part): Column<TeamMember>[] {
  const { locale, timeZone, now, session } = page;
  const own = session.member.id;
  return [
    {
      id: 'member',
      head: t.member,
      narrow: 'first',
      cell: ({ id, name, email }) => (
        <>
          {name} {id === own && <span className="text-soft">({t.you})</span>}
          <span className="reason">{email}</span>
        </>
      ),
    },
    {
      id: 'role',
      head: t.role,
      narrow: 'corner',
      cell: ({ role, disabledAt }) =>
        disabledAt === null ? roleName(role, page) : <State tone="bad">{t.disabled}</State>,
    },
    {
      id: 'factor',
      head: t.factor,
      cell: ({ totpEnabledAt }) =>
        totpEnabledAt === null ? <State tone="wait">{t.no}</State> : <State tone="good">{t.yes}</State>,
    },
    {
      id: 'seen',
      head: t.lastSeen,
      cell: ({ lastSeenAt }) =>
        lastSeenAt === null ? (
          t.never
        ) : (
          <Time at={lastSeenAt} locale={locale} timeZone={timeZone} today={now} />
        ),
    },
    ...(mayManage
      ? [
          {
            id: 'actions',
            head: '',
            cell: (member: TeamMember) =>
              member.id === own ? null : <Actions page={page} t={t} member={member} />,
          },
        ]
      : []),
  ];
}

function roleName(role: string, { locale }: PortalPage): string {
  return isRole(role) ? ROLE_WORDS[locale][role].name : role;
}

function Actions({ page, t, member }: { page: PortalPage; t: AccountTexts; member: TeamMember }) {
  const { locale, mode, session } = page;
  const { id, name, role, disabledAt } = member;
  const hidden = { member: id, mode };
  const common = { cancel: t.cancel, hidden, tone: 'quiet' } as const;
  if (isRole(role) && !mayGive(session.member.role, role)) return null;
  return (
    <div className="ways">
      {disabledAt === null && (
        <ConfirmButton
          {...common}
          label={t.changeRole}
          question={fill(t.changeRoleQuestion, { name })}
          consequence={t.changeRoleWhat}
          action={changeRoleAction}
        >
          <Select
            id={`role-${id}`}
            name="role"
            label={t.role}
            defaultValue={role}
            options={ROLES.filter((one) => mayGive(session.member.role, one)).map((one) => ({
              value: one,
              label: ROLE_WORDS[locale][one].name,
            }))}
          />
        </ConfirmButton>
      )}
      {disabledAt === null ? (
        <ConfirmButton
          {...common}
          label={t.disableMember}
          question={fill(t.disableMemberQuestion, { name })}
          consequence={t.disableMemberWhat}
          action={disableMemberAction}
        />
      ) : (
        <ConfirmButton
          {...common}
          label={t.enableMember}
          question={fill(t.enableMemberQuestion, { name })}
          consequence={t.enableMemberWhat}
          action={enableMemberAction}
        />
      )}
    </div>
  );
}

function Invitations({ page, t, invitations }: Part & { invitations: readonly Invitation[] }) {
  const { locale, timeZone, now, mode } = page;
  const shown: Column<Invitation>[] = [
    { id: 'email', head: t.email, narrow: 'first', cell: ({ email }) => email },
    { id: 'role', head: t.role, narrow: 'corner', cell: ({ role }) => roleName(role, page) },
    {
      id: 'until',
      head: t.until,
      cell: ({ expiresAt }) => dayText({ at: expiresAt, locale, timeZone, today: now }),
    },
    {
      id: 'actions',
      head: '',
      cell: ({ id, email }) => (
        <ConfirmButton
          label={t.revoke}
          question={fill(t.revokeQuestion, { email })}
          consequence={t.revokeWhat}
          cancel={t.cancel}
          action={revokeInvitationAction}
          hidden={{ invitation: id, mode }}
          tone="quiet"
        />
      ),
    },
  ];
  return (
    <section className="panel" aria-labelledby="open-invitations">
      <h2 id="open-invitations">{t.openInvitations}</h2>
      <Rows caption={t.openInvitations} columns={shown} rows={invitations} keyOf={({ id }) => id} />
    </section>
  );
}

function Done({ t, done }: { t: AccountTexts; done: SearchParams[string] }) {
  const good = {
    invited: t.doneInvited,
    role: t.doneRole,
    disabled: t.doneDisabledMember,
    enabled: t.doneEnabledMember,
    revoked: t.doneRevoked,
  };
  const bad = { last_owner: t.lastOwner, not_yourself: t.notYourself, role_too_high: t.roleTooHigh };
  if (typeof done !== 'string') return null;
  if (Object.hasOwn(good, done)) {
    return <Notice tone="good" title={good[done as keyof typeof good]} role="status" />;
  }
  return Object.hasOwn(bad, done) ? (
    <Notice tone="bad" title={bad[done as keyof typeof bad]} role="alert" />
  ) : null;
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { accountTexts } from '#components/portal/account/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import { Rows } from '#components/portal/kit/rows.tsx';
import { Time } from '#components/time.tsx';
import { env } from '#lib/env.ts';
import { listMails } from '#lib/mail/list.ts';
import type { SearchParams } from '../address.ts';
import { openPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';

const PATH = '/portal/mail';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'team.manage');
  return { title: `${accountTexts(locale).mailsTitle}, ${session.merchant.name}` };
}

/** Only in the demo: elsewhere a mail belongs to its reader alone. */
export default async function Mails({ searchParams }: Props) {
  const page = await openPage(searchParams, 'team.manage');
  if (env().mode !== 'demo') notFound();
  const { locale, timeZone, now } = page;
  const t = accountTexts(locale);
  const mails = await listMails();
  return (
    <PortalFrame page={page} current="mail" path={PATH}>
      <PageHead title={t.mailsTitle} lead={t.mailsLead} />
      <section className="panel">
        {mails.length === 0 ? (
          <Nothing heading={t.mailsEmpty} what={t.mailsEmptyWhat} />
        ) : (
          <Rows
            caption={t.mailsTitle}
            rows={mails}
            keyOf={({ id }) => id}
            columns={[
              { id: 'subject', head: t.subject, narrow: 'first', cell: ({ subject }) => subject },
              { id: 'to', head: t.to, cell: ({ recipient }) => recipient },
              {
                id: 'at',
                head: t.at,
                cell: ({ createdAt }) => (
                  <Time at={createdAt} locale={locale} timeZone={timeZone} today={now} />
                ),
              },
              {
                id: 'link',
                head: '',
                cell: ({ link }) =>
                  link === undefined ? null : (
                    <a className="figure" href={link}>
                      {t.openMail}
                    </a>
                  ),
              },
            ]}
          />
        )}
      </section>
    </PortalFrame>
  );
}

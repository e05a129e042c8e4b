import type { Metadata } from 'next';
import { PageHead } from '#components/portal/kit/page-head.tsx';
import type { SearchParams } from '../address.ts';
import { openPage } from '../open-page.ts';
import { PortalFrame } from '../portal-frame.tsx';
import { questionAction } from './actions.ts';
import { QuestionForm } from './question-form.tsx';
import { questionTexts } from './texts.ts';
import './question.css';

const PATH = '/portal/question';

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, 'payments.read');
  return { title: `${questionTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Question({ searchParams }: Props) {
  const page = await openPage(searchParams, 'payments.read');
  const { locale, mode } = page;
  const t = questionTexts(locale);
  return (
    <PortalFrame page={page} current="question" path={PATH}>
      <PageHead title={t.title} lead={t.lead} />
      <QuestionForm
        key={`${mode} ${locale}`}
        locale={locale}
        action={questionAction}
        hidden={{ mode, lang: locale }}
      />
    </PortalFrame>
  );
}

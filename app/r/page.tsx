import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { CodeForm } from '#components/receipt/code-form.tsx';
import { translator } from '#lib/i18n/translator.ts';
import { readReceiptCode } from '#lib/ids.ts';
import { documentLocale } from '../document-locale.ts';

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: translator(await documentLocale())('receipt.form.title') };
}

/** Where a code that was read aloud or seen on paper is typed. */
export default async function ReceiptForm({ searchParams }: Props) {
  const { code } = await searchParams;
  const typed = typeof code === 'string' ? code.slice(0, 40) : undefined;
  const read = typed === undefined ? undefined : readReceiptCode(typed);
  if (read !== undefined) redirect(`/r/${read}`);
  const locale = await documentLocale();
  const t = translator(locale);
  return (
    <CodeForm
      locale={locale}
      heading={t('receipt.form.heading')}
      what={t('receipt.form.what')}
      {...(typed === undefined ? {} : { typed })}
    />
  );
}

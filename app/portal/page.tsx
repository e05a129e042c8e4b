import { redirect } from 'next/navigation';
import type { SearchParams } from './address.ts';
import { openPage } from './open-page.ts';

/** Until the portal has a home of its own, its first page is the payments. */
export default async function Portal({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const page = await openPage(searchParams, 'payments.read');
  redirect(page.href('/portal/payments'));
}

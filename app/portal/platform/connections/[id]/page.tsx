import type { Metadata } from 'next';
import type { SearchParams } from '../../../address.ts';
import { EditConnection } from '../../../connections/one.tsx';
import { PLACES } from '../../../connections/place.ts';
import { connectionTexts } from '../../../connections/texts.ts';
import { openPage } from '../../../open-page.ts';
import '../../../connections/connections.css';

const PLACE = PLACES.platform;

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, PLACE.manage);
  return { title: `${connectionTexts(locale).title}, ${session.merchant.name}` };
}

export default async function Edit({ params, searchParams }: Props) {
  const page = await openPage(searchParams, PLACE.manage);
  return <EditConnection page={page} place={PLACE} id={(await params).id} />;
}

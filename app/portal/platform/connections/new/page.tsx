import type { Metadata } from 'next';
import type { SearchParams } from '../../../address.ts';
import { NewConnection } from '../../../connections/one.tsx';
import { PLACES } from '../../../connections/place.ts';
import { connectionTexts } from '../../../connections/texts.ts';
import { openPage } from '../../../open-page.ts';
import '../../../connections/connections.css';

const PLACE = PLACES.platform;

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, PLACE.manage);
  return { title: `${connectionTexts(locale).add}, ${session.merchant.name}` };
}

export default async function New({ searchParams }: Props) {
  const page = await openPage(searchParams, PLACE.manage);
  return <NewConnection page={page} place={PLACE} query={await searchParams} />;
}

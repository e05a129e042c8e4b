import type { Metadata } from 'next';
import type { SearchParams } from '../../address.ts';
import { openPage } from '../../open-page.ts';
import { NewConnection } from '../one.tsx';
import { PLACES } from '../place.ts';
import { connectionTexts } from '../texts.ts';
import '../connections.css';

const PLACE = PLACES.merchant;

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

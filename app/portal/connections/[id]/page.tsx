import type { Metadata } from 'next';
import type { SearchParams } from '../../address.ts';
import { openPage } from '../../open-page.ts';
import { EditConnection } from '../one.tsx';
import { PLACES } from '../place.ts';
import { connectionTexts } from '../texts.ts';
import '../connections.css';

const PLACE = PLACES.merchant;

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

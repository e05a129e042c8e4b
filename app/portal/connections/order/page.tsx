import type { Metadata } from 'next';
import type { SearchParams } from '../../address.ts';
import { openPage } from '../../open-page.ts';
import { OrderPage } from '../order-page.tsx';
import { PLACES } from '../place.ts';
import { connectionTexts } from '../texts.ts';
import '../connections.css';

const PLACE = PLACES.merchant;

interface Props {
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, session } = await openPage(searchParams, PLACE.read);
  return { title: `${connectionTexts(locale).orderTitle}, ${session.merchant.name}` };
}

export default async function Order({ searchParams }: Props) {
  const page = await openPage(searchParams, PLACE.read);
  return <OrderPage page={page} place={PLACE} query={await searchParams} />;
}

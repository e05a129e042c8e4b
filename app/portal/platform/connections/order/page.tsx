import type { Metadata } from 'next';
import type { SearchParams } from '../../../address.ts';
import { OrderPage } from '../../../connections/order-page.tsx';
import { PLACES } from '../../../connections/place.ts';
import { connectionTexts } from '../../../connections/texts.ts';
import { openPage } from '../../../open-page.ts';
import '../../../connections/connections.css';

const PLACE = PLACES.platform;

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

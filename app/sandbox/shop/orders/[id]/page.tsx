import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Amount } from '#components/money.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { money } from '#lib/money.ts';
import { mayUseShop } from '#lib/sandbox/access.ts';
import { checkReturn, findOrder, type ReturnCheck, type ShopOrder } from '#lib/sandbox/shop.ts';
import { GOODS } from '#lib/sandbox/shop-goods.ts';
import { address, Frame, one, pageLocale, type SearchParams } from '../../../frame.tsx';
import { type SandboxTexts, sandboxTexts } from '../../../texts.ts';
import { LiveOrder } from './live-order.tsx';
import { PayWindow } from './pay-window.tsx';
import { orderView } from './view.ts';

type Props = { params: Promise<{ id: string }>; searchParams: SearchParams };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const t = sandboxTexts(await pageLocale(one((await searchParams).lang)));
  return { title: `${t.order} ${(await params).id}` };
}

/** One order of the demo shop: what it believes (verified webhooks) and what it only thanks for (the way back). */
export default async function OrderPage({ params, searchParams }: Props) {
  const order = mayUseShop() ? await findOrder((await params).id) : undefined;
  if (order === undefined) notFound();
  const query = await searchParams;
  const locale = await pageLocale(one(query.lang));
  const t = sandboxTexts(locale);
  const path = `/sandbox/shop/orders/${order.id}`;
  // Everything that came back is kept in the links to this very page, or its signature would be lost.
  const {
    lang: _lang,
    window: _window,
    ...parameters
  } = Object.fromEntries(Object.keys(query).map((name) => [name, one(query[name])]));
  const returned = checkReturn(order.id, (name) => one(query[name]));
  return (
    <Frame locale={locale} path={path} parameters={parameters} wide>
      <h1>
        {t.order} <span className="figure">{order.id}</span>
      </h1>
      <div className="beside beside-right mt-5">
        <div className="stack">
          <LiveOrder id={order.id} locale={locale} t={t} first={orderView(order, locale)} />
          <ButtonLink tone="quiet" href={address(path, { ...parameters, lang: locale })}>
            {t.refresh}
          </ButtonLink>
        </div>
        <div className="stack">
          <CartFacts order={order} locale={locale} t={t} />
          <section className="panel stack">
            <h2>{t.returnTitle}</h2>
            <Return check={returned} status={one(query.status)} t={t} />
          </section>
          {order.state === 'waiting' && order.checkoutUrl !== undefined && (
            <>
              <PayWindow url={order.checkoutUrl} label={t.payWindow} open={query.window === '1'} />
              <ButtonLink tone="second" href={order.checkoutUrl}>
                {t.continuePayment}
              </ButtonLink>
            </>
          )}
          <ButtonLink tone="quiet" href={address('/sandbox/shop', { lang: locale })}>
            {t.backToShop}
          </ButtonLink>
        </div>
      </div>
    </Frame>
  );
}

function CartFacts({ order, locale, t }: { order: ShopOrder; locale: Locale; t: SandboxTexts }) {
  const lines = GOODS.flatMap(({ id, name, prices }) => {
    const quantity = order.cart[id] ?? 0;
    if (quantity === 0) return [];
    const price = money(prices[order.total.currency] * BigInt(quantity), order.total.currency);
    return [
      { key: id, term: `${quantity} × ${name[locale]}`, value: <Amount money={price} locale={locale} /> },
    ];
  });
  const total = { key: 'total', term: t.total, value: <Amount money={order.total} locale={locale} /> };
  return (
    <section className="panel">
      <Facts facts={[...lines, total]} />
    </section>
  );
}

function Return({ check, status, t }: { check: ReturnCheck; status: string; t: SandboxTexts }) {
  switch (check) {
    case 'none':
      return <p className="text-soft">{t.returnNone}</p>;
    case 'good':
      return (
        <Notice tone="good" title={t.returnGood}>
          <span className="font-mono">status={status}</span>
        </Notice>
      );
    case 'bad':
      return <Notice tone="bad">{t.returnBad}</Notice>;
  }
}

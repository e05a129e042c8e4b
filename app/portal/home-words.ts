/** The figures of the first page in the reader's words. Pure. */
import { homeTexts } from '#components/portal/home/texts.ts';
import type { StripFigure } from '#components/portal/strip.tsx';
import { fill } from '#components/portal/texts.ts';
import { type Attention, successRate } from '#lib/figures/attention.ts';
import type { PeriodFigures, Received } from '#lib/figures/received.ts';
import type { ConnectionHealth } from '#lib/figures/tries.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { mayMember } from '#lib/merchants/roles.ts';
import { type Currency, formatMoney, money } from '#lib/money.ts';
import type { PortalPage } from './open-page.ts';
import type { HomeFigures } from './page.tsx';

type Reader = Pick<PortalPage, 'locale'>;

export interface AttentionWords {
  sentence: string;
  link?: { path: string; label: string; parameters?: Record<string, string> };
}

/** Whether anything needs a person now, in one sentence, and where to go then. */
export function attentionSentence(attention: Attention, { locale, session }: PortalPage): AttentionWords {
  const t = homeTexts(locale);
  const failed = { path: '/portal/payments', label: t.seePayments, parameters: { status: 'failed' } };
  switch (attention.kind) {
    case 'no_connection':
      return {
        sentence: t.noConnection,
        ...(mayMember(session, 'connections.manage') && {
          link: { path: '/portal/connections', label: t.addConnection },
        }),
      };
    case 'connection_down':
      return { sentence: connectionText(t.connectionDown, attention.connection, 'recent'), link: failed };
    case 'connection_poor':
      return { sentence: connectionText(t.connectionPoor, attention.connection, 'recent'), link: failed };
    case 'bad_day':
      return { sentence: connectionText(t.badDay, attention.connection, 'day'), link: failed };
    case 'discrepancies': {
      const { count } = attention;
      const sentence = count === 1 ? t.discrepancy : fill(t.discrepancies, { count: String(count) });
      return { sentence, link: { path: '/portal/discrepancies', label: t.seeDiscrepancies } };
    }
    case 'success_dropped':
      return { sentence: fill(t.dropped, { points: String(attention.points) }), link: failed };
    case 'nothing_yet':
      return { sentence: t.nothingYet };
    case 'fine':
      return { sentence: t.fine };
  }
}

function connectionText(text: string, connection: ConnectionHealth, span: 'recent' | 'day'): string {
  const { answers, bad } = connection[span];
  return fill(text, { connection: connection.name, bad: String(bad), answers: String(answers) });
}

/** Received, the share that succeeds, what is being checked, and what waits for a person. */
export function stripOf(seen: HomeFigures, { locale }: Reader): StripFigure[] {
  const t = homeTexts(locale);
  const { today, yesterday, lastWeek, checked, discrepancies } = seen;
  const rate = successRate(today);
  const { succeeded, lost } = today.endings;
  return [
    ...receivedFigures(seen, locale),
    {
      key: 'success',
      label: t.success,
      figure: rateText(rate, locale),
      notes: [
        rate === undefined
          ? t.noneEnded
          : fill(t.successOf, { succeeded: String(succeeded), ended: String(succeeded + lost) }),
        ...([yesterday, lastWeek].some((before) => successRate(before) !== undefined)
          ? [
              fill(t.before, {
                yesterday: rateText(successRate(yesterday), locale),
                lastWeek: rateText(successRate(lastWeek), locale),
              }),
            ]
          : []),
      ],
    },
    {
      key: 'checking',
      label: t.checking,
      figure: String(checked.reduce((sum, { count }) => sum + count, 0)),
      notes: checked.length === 0 ? [t.checkingNone] : checked.map((one) => formatMoney(one.money, locale)),
    },
    {
      key: 'open',
      label: t.open,
      figure: String(discrepancies),
      notes: discrepancies === 0 ? [t.openNone] : [],
    },
  ];
}

/** One figure a currency; a shop that has received nothing yet still has one. */
function receivedFigures({ today, yesterday, lastWeek, days }: HomeFigures, locale: Locale): StripFigure[] {
  const t = homeTexts(locale);
  const known = [...today.received, ...yesterday.received, ...lastWeek.received, ...days];
  const currencies = [...new Set(known.map((one) => one.money.currency))];
  if (currencies.length === 0) {
    return [{ key: 'received', label: t.receivedToday, figure: t.none, notes: [countText(0, locale)] }];
  }
  return currencies.map((currency) => {
    const of = (figures: PeriodFigures) => inCurrency(figures.received, currency);
    const text = (figures: PeriodFigures) => formatMoney(of(figures).money, locale);
    return {
      key: `received-${currency}`,
      label: t.receivedToday,
      figure: text(today),
      notes: [
        countText(of(today).count, locale),
        fill(t.yesterday, { amount: text(yesterday) }),
        fill(t.lastWeek, { amount: text(lastWeek) }),
      ],
    };
  });
}

function inCurrency(received: readonly Received[], currency: Currency): Received {
  return received.find((one) => one.money.currency === currency) ?? { money: money(0n, currency), count: 0 };
}

function countText(count: number, locale: Locale): string {
  const t = homeTexts(locale);
  return count === 1 ? t.payment : fill(t.payments, { count: String(count) });
}

/** "94,1 %" or "94.1%"; a dash while nothing has ended. */
export function rateText(rate: number | undefined, locale: Locale): string {
  if (rate === undefined) return homeTexts(locale).none;
  const rounded = String(Math.round(rate * 10) / 10);
  return locale === 'fr' ? `${rounded.replace('.', ',')}\u202f%` : `${rounded}%`;
}

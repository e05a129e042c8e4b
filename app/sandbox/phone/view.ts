/** A handset as its page shows it, and as the page asks for it each second: plain texts, ready to print. */

import { clockText } from '#components/time.tsx';
import { systemClock } from '#lib/clock.ts';
import type { Country } from '#lib/countries.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { formatMoney } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { Phone } from '#lib/phone.ts';
import { openHandset } from '#lib/sandbox/handset.ts';

export interface HandsetView {
  clock: string;
  prompts: { id: string; amount: string; description: string; operator: OperatorId; operatorName: string }[];
  messages: { id: string; text: string; at: string; clock: string }[];
}

const TIME_ZONES = {
  TG: 'Africa/Lome',
  CI: 'Africa/Abidjan',
  CM: 'Africa/Douala',
  CD: 'Africa/Kinshasa',
} as const satisfies Record<Country, string>;

/** Reads a handset, which thereby counts as open. */
export async function handsetView(phone: Phone, locale: Locale): Promise<HandsetView> {
  const { prompts, messages } = await openHandset(phone.e164);
  const clock = (at: Date) => clockText(at, locale, TIME_ZONES[phone.country]);
  return {
    clock: clock(systemClock.now()),
    prompts: prompts.map(({ transactionId, money, description, operator }) => ({
      id: transactionId,
      amount: formatMoney(money, locale),
      description,
      operator,
      operatorName: OPERATORS[operator].name.label,
    })),
    messages: messages.map(({ id, text, at }) => ({ id, text, at: at.toISOString(), clock: clock(at) })),
  };
}

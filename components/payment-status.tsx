import type { Tone } from '#components/ui/notice.tsx';
import { State } from '#components/ui/state.tsx';
import type { Locale } from '#lib/i18n/locale.ts';
import { translator } from '#lib/i18n/translator.ts';
import type { PaymentStatus as Status } from '#lib/payments/types.ts';

export interface PaymentStatusProps {
  status: Status;
  /** 72 hours without an answer: shown in the place of "waiting". */
  unresolved?: boolean;
  /** The payment's suspense flag: money of another amount arrived. */
  suspense?: boolean;
  locale: Locale;
}

/** A payment's state in a word, a shape and a colour. */
export function PaymentStatus(props: PaymentStatusProps) {
  const { tone, word } = statusLook(props);
  return <State tone={tone}>{word}</State>;
}

/** The same as values, for lists that a browser redraws without our texts. */
export function statusLook({ status, unresolved, suspense, locale }: PaymentStatusProps) {
  const open = status === 'created' || status === 'pending';
  const shown = open && unresolved ? 'unresolved' : open && suspense ? 'checking' : status;
  return { tone: TONES[shown], word: translator(locale)(`status.${shown}`) };
}

const TONES = {
  created: 'still',
  pending: 'wait',
  succeeded: 'good',
  failed: 'bad',
  canceled: 'still',
  expired: 'still',
  unresolved: 'wait',
  checking: 'wait',
} as const satisfies Record<Status | 'unresolved' | 'checking', Tone>;

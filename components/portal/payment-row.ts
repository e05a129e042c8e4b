import type { Tone } from '#components/ui/notice.tsx';

/** One line of the list, ready to read: the server has chosen words, language and time zone. */
export interface PaymentRow {
  id: string;
  href: string;
  state: { tone: Tone; word: string };
  /** Why it failed, in a few words. */
  reason?: string;
  reference: string;
  /** What its payment link is for: the reference is then one of ours, and tells the shop nothing. */
  what?: string;
  phone?: string;
  operator?: string;
  amount: string;
  createdAt: string;
  when: string;
}

/** A page of the list, and when it was read. */
export interface PaymentPage {
  rows: PaymentRow[];
  asOf: string;
  /** The last payment of this page, when older ones exist. */
  next?: string;
}

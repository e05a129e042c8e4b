/** Every type of event, with the sentence that shops read about it. */
export const EVENTS = {
  'payment.created': 'A payment was asked for; nobody has tried to pay it yet.',
  'payment.pending': 'The payer was asked to confirm; the outcome is not known yet.',
  'payment.attempt_failed': 'One try of a payment failed; the payer may try again.',
  'payment.unresolved': 'The operator has not told the outcome for 72 hours; a person looks into it.',
  'payment.succeeded': 'The money arrived. With `late: true` it arrived after the payment had been given up.',
  'payment.failed': 'The payment failed and will not be tried again.',
  'payment.canceled': 'The payment was canceled before it was paid.',
  'payment.expired': 'Nobody paid before the payment expired.',
  'payment.surplus_received':
    'Money came a second time for a payment that had succeeded; it can be given back.',
  'payout.created': 'A payout was asked for and its amount set aside.',
  'payout.pending': 'The payout was handed to the operator; the outcome is not known yet.',
  'payout.succeeded': 'The recipient has the money.',
  'payout.failed': 'The payout failed and its amount is available again.',
  'refund.created': 'A refund was asked for and its amount set aside.',
  'refund.pending': 'The refund was handed to the operator; the outcome is not known yet.',
  'refund.succeeded':
    'The payer has the money back. With `by: "provider"` the operator gave it back by itself.',
  'refund.failed': 'The refund failed and its amount is available again.',
  'transfer.created': 'A transfer was asked for.',
  'transfer.pending': 'The money is being collected or passed on.',
  'transfer.succeeded': 'The beneficiary has the money.',
  'transfer.failed': 'The transfer failed; what had been collected went back to the payer.',
  'discrepancy.opened': 'Something was seen that only a person may settle.',
} as const satisfies Record<string, string>;

export type EventType = keyof typeof EVENTS;

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[]; // keys of a literal object are its type's

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

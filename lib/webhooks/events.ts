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
  // Named after its resource like every type (Standard Webhooks: full-stop delimited, grouped by resource), so that a
  // program that takes payment.* never mistakes a test for news of a payment. Its data is the endpoint itself: a test
  // that carried an invented payment would be answered by looking that payment up, and finding none.
  'webhook_endpoint.test':
    'You asked for a test of this endpoint; nothing happened. Only that endpoint gets it.',
} as const satisfies Record<string, string>;

export type EventType = keyof typeof EVENTS;

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[]; // keys of a literal object are its type's

/** Types that an endpoint may ask for. A test goes to the endpoint that was asked for it, whatever it wants. */
export const WANTED_TYPES = EVENT_TYPES.filter((type) => type !== 'webhook_endpoint.test');

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

/** Every type of event, with the sentence that shops read about it, in both languages. */
export const EVENTS = {
  'payment.created': {
    en: 'A payment was asked for; nobody has tried to pay it yet.',
    fr: 'Un paiement a été demandé ; personne n’a encore essayé de le payer.',
  },
  'payment.pending': {
    en: 'The payer was asked to confirm; the outcome is not known yet.',
    fr: 'Il a été demandé au payeur de confirmer ; le résultat n’est pas encore connu.',
  },
  'payment.attempt_failed': {
    en: 'One try of a payment failed; the payer may try again.',
    fr: 'Un essai de paiement a échoué ; le payeur peut recommencer.',
  },
  'payment.unresolved': {
    en: 'The operator has not told the outcome for 72 hours; a person looks into it.',
    fr: 'L’opérateur ne dit pas le résultat depuis 72 heures ; une personne s’en occupe.',
  },
  'payment.succeeded': {
    en: 'The money arrived. With `late: true` it arrived after the payment had been given up.',
    fr: 'L’argent est arrivé. Avec `late: true`, il est arrivé après l’abandon du paiement.',
  },
  'payment.failed': {
    en: 'The payment failed and will not be tried again.',
    fr: 'Le paiement a échoué et ne sera plus tenté.',
  },
  'payment.canceled': {
    en: 'The payment was canceled before it was paid.',
    fr: 'Le paiement a été annulé avant d’être payé.',
  },
  'payment.expired': {
    en: 'Nobody paid before the payment expired.',
    fr: 'Personne n’a payé avant la fin du délai.',
  },
  'payment.surplus_received': {
    en: 'Money came a second time for a payment that had succeeded; it can be given back.',
    fr: 'De l’argent est arrivé une deuxième fois pour un paiement déjà réussi ; il peut être rendu.',
  },
  'payout.created': {
    en: 'A payout was asked for and its amount set aside.',
    fr: 'Un versement a été demandé et son montant mis de côté.',
  },
  'payout.pending': {
    en: 'The payout was handed to the operator; the outcome is not known yet.',
    fr: 'Le versement a été remis à l’opérateur ; le résultat n’est pas encore connu.',
  },
  'payout.succeeded': { en: 'The recipient has the money.', fr: 'Le bénéficiaire a reçu l’argent.' },
  'payout.failed': {
    en: 'The payout failed and its amount is available again.',
    fr: 'Le versement a échoué et son montant est de nouveau disponible.',
  },
  'refund.created': {
    en: 'A refund was asked for and its amount set aside.',
    fr: 'Un remboursement a été demandé et son montant mis de côté.',
  },
  'refund.pending': {
    en: 'The refund was handed to the operator; the outcome is not known yet.',
    fr: 'Le remboursement a été remis à l’opérateur ; le résultat n’est pas encore connu.',
  },
  'refund.succeeded': {
    en: 'The payer has the money back. With `by: "provider"` the operator gave it back by itself.',
    fr: 'L’argent est rendu au payeur. Avec `by: "provider"`, l’opérateur l’a rendu de lui-même.',
  },
  'refund.failed': {
    en: 'The refund failed and its amount is available again.',
    fr: 'Le remboursement a échoué et son montant est de nouveau disponible.',
  },
  'transfer.created': { en: 'A transfer was asked for.', fr: 'Un transfert a été demandé.' },
  'transfer.pending': {
    en: 'The money is being collected or passed on.',
    fr: 'L’argent est en cours d’encaissement ou de versement.',
  },
  'transfer.succeeded': { en: 'The beneficiary has the money.', fr: 'Le bénéficiaire a reçu l’argent.' },
  'transfer.failed': {
    en: 'The transfer failed; what had been collected went back to the payer.',
    fr: 'Le transfert a échoué ; ce qui avait été encaissé est revenu au payeur.',
  },
  'discrepancy.opened': {
    en: 'Something was seen that only a person may settle.',
    fr: 'Quelque chose a été constaté que seule une personne peut régler.',
  },
  // Named after its resource like every type (Standard Webhooks: full-stop delimited, grouped by resource), so that a
  // program that takes payment.* never mistakes a test for news of a payment. Its data is the endpoint itself: a test
  // that carried an invented payment would be answered by looking that payment up, and finding none.
  'webhook_endpoint.test': {
    en: 'You asked for a test of this endpoint; nothing happened. Only that endpoint gets it.',
    fr: 'Vous avez demandé un essai de cette adresse ; il ne s’est rien passé. Elle seule le reçoit.',
  },
} as const satisfies Record<string, { en: string; fr: string }>;

export type EventType = keyof typeof EVENTS;

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[]; // keys of a literal object are its type's

/** Types that an endpoint may ask for. A test goes to the endpoint that was asked for it, whatever it wants. */
export const WANTED_TYPES = EVENT_TYPES.filter((type) => type !== 'webhook_endpoint.test');

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

import type { Locale } from '#lib/i18n/locale.ts';
import type { Applied } from '#lib/payments/decision.ts';
import type { Outcome, Source } from '#lib/providers/provider.ts';
import type { EventType } from '#lib/webhooks/events.ts';

export const SOURCE_WORDS = {
  fr: {
    reply: 'Réponse à notre demande',
    callback: 'Message de l’opérateur',
    query: 'Vérification chez l’opérateur',
    statement: 'Relevé',
    person: 'Décision de l’équipe',
  },
  en: {
    reply: 'Reply to our request',
    callback: 'Message from the operator',
    query: 'Check at the operator',
    statement: 'Statement',
    person: 'The team’s decision',
  },
} as const satisfies Record<Locale, Record<Source, string>>;

export const OUTCOME_WORDS = {
  fr: {
    unknown: 'pas encore de réponse claire',
    not_found: 'la demande y est inconnue',
    pending: 'en attente du client',
    requires_otp: 'un code est attendu',
    redirect: 'le client continue sur sa page',
    succeeded: 'payé',
    failed: 'refusé',
    canceled: 'annulé',
    expired: 'expiré',
    refunding: 'l’argent est en train d’être rendu',
    refunded: 'l’argent a été rendu',
  },
  en: {
    unknown: 'no clear answer yet',
    not_found: 'the request is unknown there',
    pending: 'waiting for the customer',
    requires_otp: 'a code is expected',
    redirect: 'the customer goes on to its page',
    succeeded: 'paid',
    failed: 'refused',
    canceled: 'canceled',
    expired: 'expired',
    refunding: 'the money is being given back',
    refunded: 'the money was given back',
  },
} as const satisfies Record<Locale, Record<Outcome, string>>;

/** What a person said: the operator's words would not fit. `unknown` is a person who has seen it and moved nothing. */
export const PERSON_WORDS = {
  fr: {
    unknown: 'vu, rien ne bouge',
    succeeded: 'payé, d’après le relevé',
    failed: 'pas payé, d’après le relevé',
  },
  en: {
    unknown: 'seen, nothing moves',
    succeeded: 'paid, by the statement',
    failed: 'not paid, by the statement',
  },
} as const satisfies Record<Locale, Partial<Record<Outcome, string>>>;

/** Only what is not plain from the line itself. */
export const APPLIED = {
  fr: {
    hint: 'pas une preuve : vérifié aussitôt chez l’opérateur',
    late: 'après la fin du paiement',
    surplus: 'une deuxième fois : à rendre',
    suspense: 'autre montant : mis de côté',
    reversed: 'repris sur votre solde',
    contradiction: 'contredit ce qui est prouvé : rien n’a bougé',
  },
  en: {
    hint: 'no proof: checked at the operator at once',
    late: 'after the payment had ended',
    surplus: 'a second time: to be given back',
    suspense: 'another amount: set aside',
    reversed: 'taken back from your balance',
    contradiction: 'contradicts what is proven: nothing moved',
  },
} as const satisfies Record<Locale, Partial<Record<Applied, string>>>;

/** Told to the shop by webhook. */
export const EVENT_WORDS = {
  fr: {
    'payment.created': 'Paiement demandé',
    'payment.pending': 'En attente du client',
    'payment.attempt_failed': 'Un essai a échoué, le client peut recommencer',
    'payment.unresolved': 'Sans réponse depuis trois jours',
    'payment.succeeded': 'Paiement reçu',
    'payment.failed': 'Paiement refusé',
    'payment.canceled': 'Paiement annulé',
    'payment.expired': 'Paiement expiré',
    'payment.surplus_received': 'Payé une deuxième fois',
    'refund.succeeded': 'Argent rendu au client',
    'discrepancy.opened': 'À trancher par une personne',
  },
  en: {
    'payment.created': 'Payment asked for',
    'payment.pending': 'Waiting for the customer',
    'payment.attempt_failed': 'One try failed, the customer may try again',
    'payment.unresolved': 'No answer for three days',
    'payment.succeeded': 'Payment received',
    'payment.failed': 'Payment refused',
    'payment.canceled': 'Payment canceled',
    'payment.expired': 'Payment expired',
    'payment.surplus_received': 'Paid a second time',
    'refund.succeeded': 'Money given back to the customer',
    'discrepancy.opened': 'To be settled by a person',
  },
} as const satisfies Record<Locale, Partial<Record<EventType, string>>>;

/** What simulated operators say: messages on the wire, prompts and SMS on the handset. Never a real operator's text. */
import { formatMoney, type Money } from '#lib/money.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { ServerStatus } from '#lib/providers/provider.ts';

export type Locale = 'fr' | 'en';

const STATUS_MESSAGES: Record<ServerStatus, Record<Locale, string>> = {
  created: { fr: 'Transaction créée', en: 'Transaction created' },
  requires_otp: { fr: 'Un code a été envoyé par SMS', en: 'A code was sent by SMS' },
  pending: { fr: 'En attente de confirmation', en: 'Waiting for confirmation' },
  succeeded: { fr: 'Transaction effectuée', en: 'Transaction completed' },
  failed: { fr: 'La transaction a échoué', en: 'The transaction failed' },
  canceled: { fr: 'Transaction annulée', en: 'Transaction canceled' },
  expired: { fr: 'Transaction expirée', en: 'Transaction expired' },
  refunding: { fr: 'Remboursement en cours', en: 'Refund on its way' },
  refunded: { fr: 'Transaction remboursée', en: 'Transaction refunded' },
};

const FAILURE_MESSAGES: Partial<Record<FailureCode, Record<Locale, string>>> = {
  payer_limit: { fr: 'Plafond du compte atteint', en: 'Account limit reached' },
  no_wallet: { fr: 'Aucun compte à ce numéro', en: 'No wallet at this number' },
  payer_declined: { fr: 'Refusé par le payeur', en: 'Declined by the payer' },
  insufficient_funds: { fr: 'Solde insuffisant', en: 'Insufficient funds' },
  payer_timeout: { fr: 'Délai de confirmation dépassé', en: 'Confirmation time is over' },
  wallet_blocked: { fr: 'Compte bloqué', en: 'Wallet blocked' },
  otp_invalid: { fr: 'Code expiré', en: 'Code expired' },
  card_declined: { fr: 'Carte refusée', en: 'Card declined' },
  auth_failed: { fr: 'Code secret incorrect', en: 'Wrong PIN' },
  canceled_by_merchant: { fr: 'Annulé par le marchand', en: 'Canceled by the merchant' },
  session_expired: { fr: 'Session expirée', en: 'Session expired' },
  canceled_on_page: { fr: 'Annulé sur la page', en: 'Canceled on the page' },
  operator_unavailable: { fr: 'Opérateur indisponible', en: 'Operator unavailable' },
  recipient_not_found: { fr: 'Bénéficiaire introuvable', en: 'Recipient not found' },
  recipient_limit: { fr: 'Plafond du bénéficiaire atteint', en: 'Recipient’s limit reached' },
};

/** For people, in the account's language: the reason where one is known. */
export function statusMessage(about: {
  status: ServerStatus;
  failureCode: FailureCode | undefined;
  locale: Locale;
}): string {
  const reason = about.failureCode === undefined ? undefined : FAILURE_MESSAGES[about.failureCode];
  return (reason ?? STATUS_MESSAGES[about.status])[about.locale];
}

/** The prompt that asks for the secret code. */
export function promptText(money: Money, description: string, locale: Locale): string {
  const amount = formatMoney(money, locale);
  return locale === 'fr'
    ? `Payer ${amount} : ${description}. Entrez votre code secret pour confirmer.`
    : `Pay ${amount}: ${description}. Enter your PIN to confirm.`;
}

export function codeText(code: string, locale: Locale): string {
  return locale === 'fr'
    ? `Votre code de confirmation est ${code}. Ne le donnez à personne.`
    : `Your confirmation code is ${code}. Give it to nobody.`;
}

export function paidText(money: Money, reference: string, locale: Locale): string {
  const amount = formatMoney(money, locale);
  return locale === 'fr'
    ? `Vous avez payé ${amount}. Référence ${reference}.`
    : `You paid ${amount}. Reference ${reference}.`;
}

export function givenBackText(money: Money, reference: string, locale: Locale): string {
  const amount = formatMoney(money, locale);
  return locale === 'fr'
    ? `${amount} vous ont été rendus. Référence ${reference}.`
    : `${amount} were given back to you. Reference ${reference}.`;
}

export function receivedText(money: Money, reference: string, locale: Locale): string {
  const amount = formatMoney(money, locale);
  return locale === 'fr'
    ? `Vous avez reçu ${amount}. Référence ${reference}.`
    : `You received ${amount}. Reference ${reference}.`;
}

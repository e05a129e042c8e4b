/** The words of the page about the books. */
import type { Locale } from '#lib/i18n/locale.ts';
import type { LedgerEvent } from '#lib/ledger/postings.ts';

const FR = {
  title: 'Solde',
  lead: 'Tiré du grand livre, jamais calculé à la main : chaque mouvement ci-dessous y est pour toujours.',
  upTo: 'Jusqu’au mouvement n° {number}.',
  available: 'Disponible',
  availableWhat: 'Ce qui est à vous et peut sortir.',
  payouts: 'Réservé aux versements',
  payoutsWhat: 'Versements et remboursements en cours.',
  surplus: 'Reçu en trop',
  surplusWhat: 'Payé deux fois : revient aux clients.',
  suspense: 'Mis de côté',
  suspenseWhat: 'Autre montant ou devise que demandé : attend une personne.',
  whereTitle: 'Où se trouve l’argent',
  place: 'Endroit',
  held: 'Montant',
  providerPlace: '{connection}, portefeuille {wallet}',
  gatewayFees: 'Frais de la passerelle',
  providerFees: 'Frais gardés par {connection}',
  providerFee: 'Frais de l’opérateur',
  unknownConnection: 'Connexion retirée',
  postings: 'Mouvements',
  number: 'N°',
  when: 'Quand',
  event: 'Mouvement',
  from: 'De',
  to: 'Vers',
  amount: 'Montant',
  older: 'Plus anciens',
  newest: 'Les plus récents',
  pages: 'Pages',
  empty: 'Aucun mouvement pour l’instant.',
  emptyWhat: 'Le premier paiement reçu s’écrira ici, avec le compte d’où il vient et celui où il va.',
  emptyPage: 'Plus aucun mouvement au-delà.',
  discrepancies: 'Voir les écarts',
};

export type BalanceTexts = typeof FR;

const EN: BalanceTexts = {
  title: 'Balance',
  lead: 'Taken from the books, never reckoned by hand: every movement below stands there for ever.',
  upTo: 'Up to movement no. {number}.',
  available: 'Available',
  availableWhat: 'What is yours and may go out.',
  payouts: 'Set aside for payouts',
  payoutsWhat: 'Payouts and refunds under way.',
  surplus: 'Received in excess',
  surplusWhat: 'Paid twice: belongs to customers.',
  suspense: 'Put aside',
  suspenseWhat: 'Another amount or currency than asked for: waits for a person.',
  whereTitle: 'Where the money lies',
  place: 'Place',
  held: 'Amount',
  providerPlace: '{connection}, {wallet} wallet',
  gatewayFees: 'Gateway fees',
  providerFees: 'Fees kept by {connection}',
  providerFee: 'Operator’s fee',
  unknownConnection: 'Removed connection',
  postings: 'Movements',
  number: 'No.',
  when: 'When',
  event: 'Movement',
  from: 'From',
  to: 'To',
  amount: 'Amount',
  older: 'Older',
  newest: 'Newest',
  pages: 'Pages',
  empty: 'No movement yet.',
  emptyWhat:
    'The first payment received will be written here, with the account it comes from and the one it goes to.',
  emptyPage: 'No movement beyond this.',
  discrepancies: 'See the discrepancies',
};

export function balanceTexts(locale: Locale): BalanceTexts {
  return locale === 'fr' ? FR : EN;
}

export const LEDGER_WORDS = {
  fr: {
    payment_succeeded: 'Paiement reçu',
    surplus: 'Reçu en trop',
    suspense: 'Mis de côté',
    reversed_by_provider: 'Repris par l’opérateur',
    payout_created: 'Versement demandé',
    payout_succeeded: 'Versement arrivé',
    payout_failed: 'Versement échoué',
  },
  en: {
    payment_succeeded: 'Payment received',
    surplus: 'Received in excess',
    suspense: 'Put aside',
    reversed_by_provider: 'Taken back by the operator',
    payout_created: 'Payout asked for',
    payout_succeeded: 'Payout arrived',
    payout_failed: 'Payout failed',
  },
} as const satisfies Record<Locale, Record<LedgerEvent['kind'], string>>;

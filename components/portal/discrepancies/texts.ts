/** The words of the pages about discrepancies. */
import type { Decision } from '#lib/discrepancies/decisions.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import type { DiscrepancyKind } from '#lib/payments/decision.ts';

const FR = {
  title: 'Écarts',
  lead: 'Ce que seule une personne peut trancher : de l’argent inattendu, ou un opérateur qui ne répond plus.',
  filters: 'Filtres',
  filter: 'Filtrer',
  all: 'Tous',
  status: 'État',
  open: 'À trancher',
  settled: 'Tranchés',
  kind: 'Genre',
  whose: 'Suivi par',
  mine: 'Moi',
  what: 'Ce qui s’est passé',
  payment: 'Paiement',
  amount: 'Montant',
  age: 'Depuis',
  assignee: 'Suivi par',
  nobody: 'personne',
  waitsForTwo: 'Attend une deuxième personne',
  empty: 'Rien à trancher.',
  emptyWhat: 'Tout l’argent est où il doit être. Un écart s’affiche ici dès qu’une personne doit regarder.',
  emptyFilter: 'Aucun écart ne correspond.',
  showAll: 'Tout afficher',
  older: 'Plus anciens',
  newest: 'Les plus récents',
  pages: 'Pages',
  back: 'Tous les écarts',
  evidence: 'Ce que nous savons',
  expected: 'Montant demandé',
  received: 'Montant arrivé',
  transaction: 'Numéro de la transaction',
  providerReference: 'Référence chez {provider}',
  operatorReference: 'Référence de l’opérateur',
  ownReference: 'Notre référence chez {provider}',
  opened: 'Ouvert',
  settledAt: 'Tranché',
  attemptState: 'État de l’essai',
  advice: 'Que faire',
  assignTitle: 'Qui s’en occupe',
  assign: 'Confier',
  assignTo: 'Confié à',
  decideTitle: 'Votre décision',
  decideLead: 'Elle est écrite avec votre nom et votre raison, et ne peut plus être effacée.',
  decision: 'Décision',
  reason: 'Raison',
  reasonHint: 'Ce que vous avez vu, et où. Pas de numéro de téléphone.',
  reference: 'Référence sur le relevé de l’opérateur',
  referenceHint: 'Seulement si le relevé montre que l’argent est arrivé.',
  statementAmount: 'Montant sur le relevé',
  statementAmountHint: 'En {currency}, exactement comme il est écrit.',
  decide: 'Enregistrer la décision',
  propose: 'Proposer la décision',
  twoPeople: 'En mode réel, une deuxième personne doit être d’accord avant que rien ne bouge.',
  proofTitle: 'Confirmez d’abord que c’est bien vous.',
  proofWhat: 'Une décision sur l’argent demande votre code à usage unique. Vous reviendrez ici.',
  proof: 'Donner mon code',
  proposalTitle: '{name} propose : {decision}.',
  proposalOwn: 'Une autre personne de l’équipe, propriétaire ou administratrice, doit encore être d’accord.',
  agree: 'Je suis d’accord',
  agreeQuestion: 'Confirmer : {decision} ?',
  agreeWhat:
    'Vous dites avoir vérifié vous-même sur le relevé de l’opérateur. Le paiement se termine aussitôt, la boutique est prévenue, et cela ne s’annule pas.',
  decline: 'Je ne suis pas d’accord',
  withdraw: 'Retirer ma proposition',
  declineQuestion: 'Retirer cette proposition ?',
  declineWhat: 'Rien ne bouge. L’écart reste à trancher, et l’historique garde la proposition.',
  cancel: 'Annuler',
  history: 'Historique',
  stepOpened: 'Écart ouvert par la passerelle',
  stepAssigned: '{by} l’a confié à {to}',
  stepUnassigned: '{by} ne le confie plus à personne',
  stepProposed: '{by} a proposé : {decision}',
  stepDeclined: 'Proposition retirée par {by}',
  stepSettled: 'Tranché par {by} : {decision}',
  referenceLine: 'Relevé : {reference}',
  mayNot: 'Seuls un propriétaire ou un administrateur peuvent trancher.',
  doneSettled: 'C’est tranché.',
  doneProposed: 'La proposition est enregistrée. Une deuxième personne doit être d’accord.',
  doneDeclined: 'La proposition est retirée.',
  doneAssigned: 'C’est noté.',
  changed: 'Rien n’a été fait : l’écart a changé entre-temps. Regardez ce qui est écrit maintenant.',
  amountDiffers:
    'Le relevé doit montrer exactement le montant demandé. S’il montre autre chose, ne validez pas : demandez à l’opérateur.',
  referenceUsed: 'Cette ligne du relevé compte déjà pour un paiement. Cherchez celle de ce paiement-ci.',
  needsAnother:
    'Il faut une deuxième personne, différente de la première, et que les deux aient encore le droit de trancher.',
  decisionMissing: 'Choisissez une décision.',
  reasonMissing: 'Écrivez pourquoi.',
  reasonShort: 'Écrivez pourquoi en une phrase (10 caractères au moins).',
  reasonLong: 'C’est trop long : 1 000 caractères au plus.',
  referenceMissing: 'Recopiez la référence du relevé : sans elle, rien ne prouve le paiement.',
  referenceLong: 'C’est trop long : 100 caractères au plus.',
  amountMissing: 'Recopiez le montant du relevé.',
  amountWrong: 'Écrivez un montant.',
  fieldWrong: 'Vérifiez ce champ.',
  sending: 'Enregistrement…',
};

export type DiscrepancyTexts = typeof FR;

const EN: DiscrepancyTexts = {
  title: 'Discrepancies',
  lead: 'What only a person can settle: unexpected money, or an operator that no longer answers.',
  filters: 'Filters',
  filter: 'Filter',
  all: 'All',
  status: 'State',
  open: 'To settle',
  settled: 'Settled',
  kind: 'Kind',
  whose: 'Looked after by',
  mine: 'Me',
  what: 'What happened',
  payment: 'Payment',
  amount: 'Amount',
  age: 'Since',
  assignee: 'Looked after by',
  nobody: 'nobody',
  waitsForTwo: 'Waits for a second person',
  empty: 'Nothing to settle.',
  emptyWhat: 'All money is where it should be. A discrepancy shows here as soon as a person has to look.',
  emptyFilter: 'No discrepancy fits.',
  showAll: 'Show all',
  older: 'Older',
  newest: 'Newest',
  pages: 'Pages',
  back: 'All discrepancies',
  evidence: 'What we know',
  expected: 'Amount asked for',
  received: 'Amount that arrived',
  transaction: 'Transaction number',
  providerReference: 'Reference at {provider}',
  operatorReference: 'Operator’s reference',
  ownReference: 'Our reference at {provider}',
  opened: 'Opened',
  settledAt: 'Settled',
  attemptState: 'State of the try',
  advice: 'What to do',
  assignTitle: 'Who looks after it',
  assign: 'Assign',
  assignTo: 'Assigned to',
  decideTitle: 'Your decision',
  decideLead: 'It is written down with your name and your reason, and cannot be erased.',
  decision: 'Decision',
  reason: 'Reason',
  reasonHint: 'What you saw, and where. No phone number.',
  reference: 'Reference on the operator’s statement',
  referenceHint: 'Only if the statement shows that the money arrived.',
  statementAmount: 'Amount on the statement',
  statementAmountHint: 'In {currency}, exactly as written.',
  decide: 'Record the decision',
  propose: 'Propose the decision',
  twoPeople: 'In live mode a second person must agree before anything moves.',
  proofTitle: 'First confirm that it is you.',
  proofWhat: 'A decision about money asks for your one-time code. You will come back here.',
  proof: 'Give my code',
  proposalTitle: '{name} proposes: {decision}.',
  proposalOwn: 'Another owner or administrator of the team still has to agree.',
  agree: 'I agree',
  agreeQuestion: 'Confirm: {decision}?',
  agreeWhat:
    'You say that you have checked the operator’s statement yourself. The payment ends at once, the shop is told, and it cannot be undone.',
  decline: 'I do not agree',
  withdraw: 'Withdraw my proposal',
  declineQuestion: 'Take this proposal back?',
  declineWhat: 'Nothing moves. The discrepancy stays open, and the history keeps the proposal.',
  cancel: 'Cancel',
  history: 'History',
  stepOpened: 'Discrepancy opened by the gateway',
  stepAssigned: '{by} assigned it to {to}',
  stepUnassigned: '{by} assigned it to nobody',
  stepProposed: '{by} proposed: {decision}',
  stepDeclined: 'Proposal taken back by {by}',
  stepSettled: 'Settled by {by}: {decision}',
  referenceLine: 'Statement: {reference}',
  mayNot: 'Only an owner or an administrator may settle it.',
  doneSettled: 'Settled.',
  doneProposed: 'The proposal is recorded. A second person must agree.',
  doneDeclined: 'The proposal is taken back.',
  doneAssigned: 'Noted.',
  changed: 'Nothing was done: the discrepancy has changed meanwhile. Look at what is written now.',
  amountDiffers:
    'The statement must show exactly the amount that was asked for. If it shows another one, do not confirm: ask the operator.',
  referenceUsed: 'This line of the statement already counts for a payment. Look for the line of this one.',
  needsAnother:
    'It takes a second person, another than the first, and both must still have the right to settle.',
  decisionMissing: 'Choose a decision.',
  reasonMissing: 'Write why.',
  reasonShort: 'Write why in a sentence (10 characters at least).',
  reasonLong: 'Too long: 1,000 characters at most.',
  referenceMissing: 'Copy the reference of the statement: without it nothing proves the payment.',
  referenceLong: 'Too long: 100 characters at most.',
  amountMissing: 'Copy the amount of the statement.',
  amountWrong: 'Write an amount.',
  fieldWrong: 'Check this field.',
  sending: 'Recording…',
};

export function discrepancyTexts(locale: Locale): DiscrepancyTexts {
  return locale === 'fr' ? FR : EN;
}

/** What happened in a few words, and what to do about it. */
export const KIND_WORDS = {
  fr: {
    unresolved: {
      name: 'Sans réponse depuis trois jours',
      advice:
        'Cherchez ce paiement dans le relevé de l’opérateur, par la référence ci-dessous. S’il y est avec le même montant, dites qu’il est payé ; si le relevé du jour est complet et ne le montre pas, dites qu’il ne l’est pas.',
    },
    wrong_amount: {
      name: 'Autre montant arrivé',
      advice:
        'L’argent est mis de côté et l’état du paiement ne bouge pas. Convenez avec le client du reste à payer ou du remboursement, puis notez-le ici.',
    },
    wrong_currency: {
      name: 'Autre devise arrivée',
      advice:
        'L’argent est mis de côté et l’état du paiement ne bouge pas. Demandez à l’opérateur dans quelle devise le compte du client a été débité, puis notez-le ici.',
    },
    surplus: {
      name: 'Payé deux fois',
      advice:
        'Le deuxième argent est gardé à part : il revient au client. Prévenez-le, rendez l’argent depuis le compte de l’opérateur, puis notez-le ici.',
    },
    reversal: {
      name: 'Repris par l’opérateur',
      advice:
        'L’opérateur a rendu l’argent au client et votre solde a baissé d’autant. Ne livrez pas, ou demandez au client de payer à nouveau.',
    },
    late_after_cancel: {
      name: 'Payé après l’annulation',
      advice:
        'Le client a payé une commande annulée ; l’argent est sur votre solde. Livrez la commande, ou rendez l’argent.',
    },
    contradiction: {
      name: 'L’opérateur se contredit',
      advice:
        'Ce qui est prouvé reste : rien n’a bougé. Demandez à l’opérateur laquelle de ses deux réponses est juste, avec la référence ci-dessous, puis notez sa réponse.',
    },
  },
  en: {
    unresolved: {
      name: 'No answer for three days',
      advice:
        'Look for this payment in the operator’s statement, by the reference below. If it is there with the same amount, say that it is paid; if that day’s statement is complete and does not show it, say that it is not.',
    },
    wrong_amount: {
      name: 'Another amount arrived',
      advice:
        'The money is set aside and the payment’s state does not move. Agree with the customer on what is left to pay or on giving it back, then note it here.',
    },
    wrong_currency: {
      name: 'Another currency arrived',
      advice:
        'The money is set aside and the payment’s state does not move. Ask the operator in which currency the customer was debited, then note it here.',
    },
    surplus: {
      name: 'Paid twice',
      advice:
        'The second money is kept apart: it belongs to the customer. Tell them, give it back from the operator’s account, then note it here.',
    },
    reversal: {
      name: 'Taken back by the operator',
      advice:
        'The operator gave the money back to the customer and your balance went down by it. Do not deliver, or ask the customer to pay again.',
    },
    late_after_cancel: {
      name: 'Paid after it was canceled',
      advice:
        'The customer paid a canceled order; the money is in your balance. Deliver the order, or give the money back.',
    },
    contradiction: {
      name: 'The operator contradicts itself',
      advice:
        'What is proven stays: nothing has moved. Ask the operator which of its two answers is right, with the reference below, then note what it says.',
    },
  },
} as const satisfies Record<Locale, Record<DiscrepancyKind, { name: string; advice: string }>>;

/** A decision as it reads in the history, and as it is offered. */
export const DECISION_WORDS = {
  fr: {
    succeeded: { name: 'payé', offer: 'Payé : le relevé de l’opérateur le montre' },
    failed: { name: 'pas payé', offer: 'Pas payé : le relevé est complet et ne le montre pas' },
    acknowledged: { name: 'vu', offer: 'Vu : l’argent reste où il est' },
  },
  en: {
    succeeded: { name: 'paid', offer: 'Paid: the operator’s statement shows it' },
    failed: { name: 'not paid', offer: 'Not paid: the statement is complete and does not show it' },
    acknowledged: { name: 'seen', offer: 'Seen: the money stays where it is' },
  },
} as const satisfies Record<Locale, Record<Decision, { name: string; offer: string }>>;

/** The words of a customer's question. Both languages have every key; names in braces are filled in by fill(). */
import type { Locale } from '#lib/i18n/locale.ts';

const FR = {
  title: 'Question d’un client',
  lead: '« J’ai payé, vous l’avez reçu ? » Collez ce que le client vous donne.',
  label: 'Ce que le client a',
  hint: 'Son numéro, sa référence, ou le SMS entier de son opérateur. Rien n’est gardé, et rien ne va dans l’adresse de la page.',
  example: 'Vous avez payé 1500 FCFA à … Réf : MP241121.1032.C12345',
  ask: 'Chercher la réponse',
  asking: 'Recherche…',
  missing: 'Collez d’abord un numéro, une référence ou un SMS.',
  answers: 'Réponse',
  several:
    'Plusieurs paiements correspondent. Le plus probable est en haut ; comparez le montant et l’heure.',
  more: 'Il y en a d’autres, plus anciens : demandez la référence au client.',
  none: 'Aucun paiement ne correspond.',
  noneWhat:
    'Cela ne prouve pas que le client n’a rien payé. Demandez le numéro qui a payé et le SMS entier, regardez si le mode est le bon (test ou réel), et si l’argent est bien allé à votre boutique.',
  noneSay:
    'Bonjour, nous ne retrouvons pas encore votre paiement. Pouvez-vous nous envoyer le numéro qui a payé et le SMS entier de votre opérateur ? Ne payez pas une deuxième fois en attendant.',
  vague: 'Un montant seul ne suffit pas.',
  vagueWhat:
    'Plusieurs clients paient le même montant. Demandez le numéro qui a payé, la référence ou le SMS entier.',
  vagueSay:
    'Bonjour, pour retrouver votre paiement il nous faut le numéro qui a payé, ou le SMS entier de votre opérateur. Ne payez pas une deuxième fois en attendant.',
  kind_paid: 'Payé',
  kind_given_back: 'Payé, puis rendu',
  kind_checking: 'En vérification',
  kind_no_answer: 'Sans réponse',
  kind_not_paid: 'Pas payé',
  kind_not_tried: 'Pas payé',
  what_paid: 'L’argent est arrivé. Voici la preuve.',
  what_given_back: 'L’argent était arrivé, puis il a été rendu au client.',
  what_checking:
    'On ne sait pas encore. La demande est toujours vérifiée chez l’opérateur, ou une personne regarde de l’argent arrivé autrement. Ne dites ni oui ni non, et ne faites pas payer de nouveau.',
  what_no_answer:
    'Aucun message n’est arrivé, et cet opérateur ne répond pas aux questions. Comparez le SMS du client avec votre relevé avant de dire non.',
  what_not_paid: 'L’opérateur a terminé chaque demande sans débiter le client.',
  what_not_tried: 'Rien n’a encore été demandé à un opérateur pour cette commande.',
  otherAmount:
    'Attention : le message du client parle d’un autre montant que {amount}. Comparez avant de répondre.',
  say: 'À envoyer au client',
  say_paid:
    'Bonjour, nous avons bien reçu votre paiement de {amount} pour la commande {reference} {when}. Merci !',
  say_given_back:
    'Bonjour, votre paiement de {amount} pour la commande {reference} vous a été rendu sur le compte qui a payé. Regardez votre solde chez l’opérateur.',
  say_checking:
    'Bonjour, votre paiement de {amount} pour la commande {reference} est en cours de vérification chez l’opérateur. Ne payez pas une deuxième fois : nous vous écrivons dès que nous avons sa réponse.',
  say_no_answer:
    'Bonjour, nous n’avons pas encore de réponse pour votre paiement de {amount} (commande {reference}). Pouvez-vous nous envoyer le SMS entier de votre opérateur ? Ne payez pas une deuxième fois en attendant.',
  say_not_paid:
    'Bonjour, le paiement de {amount} pour la commande {reference} n’a pas abouti et votre compte n’a pas été débité. Vous pouvez réessayer.',
  say_not_tried:
    'Bonjour, la commande {reference} de {amount} n’a pas encore été payée. Vous pouvez la payer depuis la page de paiement.',
  copy: 'Copier',
  copied: 'Copié',
  open: 'Voir tout le paiement',
  fact_amount: 'Montant',
  fact_when: 'Reçu',
  fact_created: 'Demandé',
  fact_reference: 'Référence de la boutique',
  fact_operator: 'Opérateur',
  fact_operatorReference: 'Référence de l’opérateur',
  fact_transaction: 'Transaction',
  fact_phone: 'Numéro',
  fact_source: 'Dit par',
  fact_reason: 'Raison',
};

export type QuestionTexts = typeof FR;

const EN: QuestionTexts = {
  title: 'A customer’s question',
  lead: '“I have paid, did you get it?” Paste what the customer gives you.',
  label: 'What the customer has',
  hint: 'Their number, their reference, or the operator’s whole SMS. Nothing is kept, and nothing goes into the page’s address.',
  example: 'You have paid 1500 FCFA to … Ref: MP241121.1032.C12345',
  ask: 'Find the answer',
  asking: 'Searching…',
  missing: 'First paste a number, a reference or an SMS.',
  answers: 'Answer',
  several: 'Several payments fit. The likeliest is at the top; compare the amount and the time.',
  more: 'There are more, older ones: ask the customer for the reference.',
  none: 'No payment fits.',
  noneWhat:
    'That does not prove that the customer paid nothing. Ask for the number that paid and the whole SMS, see whether the mode is the right one (test or live), and whether the money went to your shop.',
  noneSay:
    'Hello, we cannot find your payment yet. Could you send us the number that paid and your operator’s whole SMS? Please do not pay a second time meanwhile.',
  vague: 'An amount alone is not enough.',
  vagueWhat:
    'Many customers pay the same amount. Ask for the number that paid, the reference or the whole SMS.',
  vagueSay:
    'Hello, to find your payment we need the number that paid, or your operator’s whole SMS. Please do not pay a second time meanwhile.',
  kind_paid: 'Paid',
  kind_given_back: 'Paid, then given back',
  kind_checking: 'Being checked',
  kind_no_answer: 'No answer',
  kind_not_paid: 'Not paid',
  kind_not_tried: 'Not paid',
  what_paid: 'The money arrived. Here is the proof.',
  what_given_back: 'The money had arrived, then it was given back to the customer.',
  what_checking:
    'It is not known yet. The request is still being checked at the operator, or a person looks at money that came in another way. Say neither yes nor no, and do not have it paid again.',
  what_no_answer:
    'No message came, and this operator answers no questions. Compare the customer’s SMS with your statement before you say no.',
  what_not_paid: 'The operator ended every request without debiting the customer.',
  what_not_tried: 'Nothing has been requested from an operator for this order yet.',
  otherAmount:
    'Careful: the customer’s message speaks of another amount than {amount}. Compare before you answer.',
  say: 'To send to the customer',
  say_paid: 'Hello, we have received your payment of {amount} for order {reference} {when}. Thank you!',
  say_given_back:
    'Hello, your payment of {amount} for order {reference} was given back to the account that paid. Please look at your balance at the operator.',
  say_checking:
    'Hello, your payment of {amount} for order {reference} is being checked at the operator. Please do not pay a second time: we will write as soon as we have its answer.',
  say_no_answer:
    'Hello, we have no answer about your payment of {amount} (order {reference}) yet. Could you send us your operator’s whole SMS? Please do not pay a second time meanwhile.',
  say_not_paid:
    'Hello, the payment of {amount} for order {reference} did not go through and your account was not debited. You can try again.',
  say_not_tried:
    'Hello, order {reference} of {amount} has not been paid yet. You can pay it on the payment page.',
  copy: 'Copy',
  copied: 'Copied',
  open: 'See the whole payment',
  fact_amount: 'Amount',
  fact_when: 'Received',
  fact_created: 'Asked for',
  fact_reference: 'The shop’s reference',
  fact_operator: 'Operator',
  fact_operatorReference: 'Operator’s reference',
  fact_transaction: 'Transaction',
  fact_phone: 'Number',
  fact_source: 'Told by',
  fact_reason: 'Reason',
};

/** The section's words in one language. */
export function questionTexts(locale: Locale): QuestionTexts {
  return { fr: FR, en: EN }[locale];
}

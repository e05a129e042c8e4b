import type { Refusal } from '#lib/providers/provider.ts';

/** A refusal with the sentence that a shop's developer reads; each dialect wraps it in its own shape. */
export function refuse(refusal: Refusal): { ok: false; refusal: Refusal; message: string } {
  return { ok: false, refusal, message: REFUSAL_MESSAGES[refusal] };
}

const REFUSAL_MESSAGES: Record<Refusal, string> = {
  duplicate_reference: 'Cette référence existe déjà',
  reference_invalid: 'Référence absente ou incorrecte',
  text_invalid: 'Texte illisible',
  address_invalid: 'Adresse de retour ou de notification incorrecte',
  amount_invalid: 'Montant incorrect',
  amount_out_of_range: 'Montant hors des limites de l’opérateur',
  currency_unsupported: 'Devise non acceptée',
  phone_invalid: 'Numéro de téléphone incorrect',
  operator_unsupported: 'Opérateur inconnu pour ce numéro',
  operator_unavailable: 'Opérateur indisponible pour le moment',
  payment_in_progress: 'Un autre paiement attend déjà sur ce téléphone',
  too_many_prompts: 'Trop de demandes pour ce numéro',
  recipient_invalid: 'Bénéficiaire incorrect',
  payouts_unavailable: 'Les retraits ne sont pas ouverts',
  float_insufficient: 'Solde insuffisant',
  return_url_undeclared: 'Adresse de retour non déclarée',
  busy: 'Service occupé',
};

/** Why a compatible endpoint refuses: the gateway's error codes in the dialects' words, and the sentences beside them. */
import { AppError, type ErrorCode } from '#lib/errors.ts';
import { formatMoney, type Money } from '#lib/money.ts';
import type { Refusal, ServerResult } from '#lib/providers/provider.ts';

/** Codes that are a refusal of the request. Any other error is trouble of ours, and silence to the shop. */
const REFUSED: Partial<Record<ErrorCode, Refusal>> = {
  reference_taken: 'duplicate_reference',
  amount_out_of_range: 'amount_out_of_range',
  currency_unsupported: 'currency_unsupported',
  phone_invalid: 'phone_invalid',
  operator_contradicts_phone: 'phone_invalid',
  operator_unsupported: 'operator_unsupported',
  operator_unavailable: 'operator_unavailable',
  payment_blocked: 'payment_in_progress',
  too_many_requests: 'too_many_prompts',
  service_unavailable: 'busy',
};

type Locale = 'fr' | 'en';

const MESSAGES: Record<Refusal, Record<Locale, string>> = {
  duplicate_reference: {
    fr: 'Cette référence existe déjà : lisez le statut de la transaction ou utilisez une nouvelle référence',
    en: 'This reference exists already: read the transaction’s status or use a new reference',
  },
  reference_invalid: {
    fr: 'Référence absente ou incorrecte : 1 à 255 caractères, sans caractère de contrôle',
    en: 'The reference is missing or not valid: 1 to 255 characters, no control characters',
  },
  text_invalid: {
    fr: 'Un texte est trop long, contient des caractères de contrôle ou n’est pas en UTF-8',
    en: 'A text is too long, holds control characters or is not UTF-8',
  },
  address_invalid: {
    fr: 'Adresse de retour ou de notification incorrecte : http(s) est attendu',
    en: 'A return or callback address is not valid: http(s) is expected',
  },
  amount_invalid: { fr: 'Montant incorrect', en: 'The amount is not valid' },
  amount_out_of_range: {
    fr: 'Montant hors des limites de l’opérateur',
    en: 'The amount is outside the operator’s limits',
  },
  currency_unsupported: { fr: 'Devise non acceptée', en: 'This currency is not accepted' },
  phone_invalid: {
    fr: 'Numéro de téléphone absent ou incorrect',
    en: 'The phone number is missing or not valid',
  },
  operator_unsupported: {
    fr: 'Aucun opérateur disponible pour ce numéro',
    en: 'No operator can be used for this number',
  },
  operator_unavailable: {
    fr: 'Opérateur indisponible pour le moment : réessayez plus tard',
    en: 'The operator is not available at present: try again later',
  },
  payment_in_progress: {
    fr: 'Un autre paiement attend déjà une réponse',
    en: 'Another payment still waits for its answer',
  },
  too_many_prompts: {
    fr: 'Trop de demandes pour ce numéro : réessayez plus tard',
    en: 'Too many requests for this number: try again later',
  },
  recipient_invalid: { fr: 'Bénéficiaire incorrect', en: 'The recipient is not valid' },
  payouts_unavailable: {
    fr: 'Les retraits ne sont pas encore ouverts sur cette passerelle : rien n’a été envoyé',
    en: 'Payouts are not open on this gateway yet: nothing was sent',
  },
  float_insufficient: { fr: 'Solde insuffisant', en: 'The balance is not sufficient' },
  return_url_undeclared: {
    fr: 'Adresse de retour non déclarée : déclarez son origine dans les réglages de l’application',
    en: 'The return address is not declared: declare its origin in the app’s settings',
  },
  busy: { fr: 'Service occupé : réessayez', en: 'The service is busy: try again' },
};

/** An amount outside the limits, with the limits that would have been met. */
export function refuseAmount(
  { min, max }: { min: Money; max: Money },
  locale: Locale = 'fr',
): { ok: false; refusal: Refusal; message: string } {
  const { ok, refusal, message } = refuse('amount_out_of_range', locale);
  const [from, to] = [formatMoney(min, locale), formatMoney(max, locale)];
  const limits = locale === 'fr' ? `de ${from} à ${to}` : `from ${from} to ${to}`;
  return { ok, refusal, message: `${message} (${limits})` };
}

/** The operator is there, but is asked for this amount on a page of its own, which a request for a prompt cannot lead to. */
export function refusePrompt(locale: Locale = 'fr'): { ok: false; refusal: Refusal; message: string } {
  const message = {
    fr: 'L’opérateur ne prend ce montant que sur sa page de paiement, pas par une demande sur le téléphone',
    en: 'The operator takes this amount on its payment page only, not by a request on the phone',
  };
  return { ...refuse('operator_unsupported', locale), message: message[locale] };
}

/** A refusal with its sentence; French unless the request asks for English. */
export function refuse(
  refusal: Refusal,
  locale: Locale = 'fr',
): { ok: false; refusal: Refusal; message: string } {
  return { ok: false, refusal, message: MESSAGES[refusal][locale] };
}

/** Runs a use case and turns its refusals into the dialects' words; everything else is thrown on. */
export async function orRefused<T>(
  locale: Locale | undefined,
  run: () => Promise<ServerResult<T>>,
): Promise<ServerResult<T>> {
  try {
    return await run();
  } catch (error) {
    const refusal = error instanceof AppError ? REFUSED[error.code] : undefined;
    if (refusal === undefined) throw error;
    return refuse(refusal, locale);
  }
}

import { DIAL_CODE } from '#lib/countries.ts';
import type { Attempt } from '#lib/generated/prisma/client.ts';
import { isProviderId, providerById } from '#lib/providers/index.ts';

/**
 * The provider's reference as people, events and evidence may hold it. Where a provider builds the payer's number into
 * it (`phoneInReference`), all but the number's last two digits are masked (domain rule 11); the provider's support
 * also finds the transaction by our own reference.
 */
export function shownReference({
  provider,
  providerReference,
}: Pick<Attempt, 'provider' | 'providerReference'>): string | null {
  if (providerReference === null || !isProviderId(provider)) return providerReference;
  const { phoneInReference, country } = providerById(provider).manifest;
  if (!phoneInReference) return providerReference;
  const number = new RegExp(`${DIAL_CODE[country]}\\d{6,}(?=\\d\\d$)`);
  return providerReference.replace(number, (digits) => '•'.repeat(digits.length));
}

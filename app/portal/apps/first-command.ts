import { type Currency, minorUnits } from '#lib/money.ts';

/** 1 500 F, or $1,500: within every operator's limits. */
const AMOUNT = 1_500;

/** A shop's first call, ready to be run: it creates a payment and answers with the address of its payment page. Pure. */
export function firstCommand({
  publicUrl,
  secret,
  app: { country, currency },
  reference,
}: {
  publicUrl: string;
  secret: string;
  app: { country: string; currency: string };
  reference: string;
}): string {
  const amount = AMOUNT * 10 ** minorUnits(currency as Currency); // by CHECK
  return [
    `curl '${publicUrl}/api/v1/payments'`,
    `-H 'Authorization: Bearer ${secret}'`,
    `-H 'Idempotency-Key: ${reference}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${JSON.stringify({ amount, currency, country, reference })}'`,
  ].join(' \\\n  ');
}

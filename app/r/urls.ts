import { env } from '#lib/env.ts';
import { receiptUrl } from '#lib/payments/resource.ts';

/** Whole addresses: they stand on paper. */
export function receiptUrls(code: string): { receipt: string; form: string } {
  return { receipt: receiptUrl(code), form: `${env().publicUrl}/r` };
}

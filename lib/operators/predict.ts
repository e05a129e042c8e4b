import type { Phone } from '#lib/phone.ts';
import { OPERATORS, type OperatorId, operatorsFor } from './catalogue.ts';

/**
 * The operator whose prefix the number has: the longest prefix wins. Only a hint to preselect with: numbers are
 * portable in TG, CI and CM, and some wallets run on any network. Undefined where nobody could be named with a
 * source (TG 73, CD 87, networks without a wallet).
 */
export function predictOperator(phone: Phone): OperatorId | undefined {
  let best: { id: OperatorId; length: number } | undefined;
  for (const id of operatorsFor(phone.country)) {
    for (const prefix of OPERATORS[id].prefixes) {
      if (phone.national.startsWith(prefix) && prefix.length > (best?.length ?? 0)) {
        best = { id, length: prefix.length };
      }
    }
  }
  return best?.id;
}

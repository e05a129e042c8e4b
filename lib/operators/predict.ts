import type { Phone } from '#lib/phone.ts';
import { OPERATORS, type OperatorId, operatorsFor } from './catalogue.ts';

/**
 * The operator whose prefix the number has; no prefix belongs to two operators of one country (catalogue.test.ts).
 * Only a hint to preselect with: numbers are portable in TG, CI and CM, and some wallets run on any network.
 * Undefined where nobody could be named with a source (TG 73, CD 87, networks without a wallet).
 */
export function predictOperator(phone: Phone): OperatorId | undefined {
  return operatorsFor(phone.country).find((id) =>
    OPERATORS[id].prefixes.some((prefix) => phone.national.startsWith(prefix)),
  );
}

/** An exported payment as cells, in the reader's language and place. */
import { statusLook } from '#components/payment-status.tsx';
import type { Cell } from '#lib/csv.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { type Currency, formatDecimal, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { isFailureCode } from '#lib/operators/failures.ts';
import type { ExportRow } from '#lib/payments/export.ts';
import type { PaymentStatus } from '#lib/payments/types.ts';
import { REASONS } from '../../words.ts';
import { paymentTexts } from '../texts.ts';

const COLUMNS = [
  'created',
  'completed',
  'id',
  'reference',
  'status',
  'amount',
  'currency',
  'fee',
  'operator',
  'phone',
  'operatorReference',
  'reason',
  'app',
  'description',
] as const;

export interface TableReader {
  locale: Locale;
  timeZone: string;
}

export function headOf(locale: Locale): string[] {
  const t = paymentTexts(locale);
  return COLUMNS.map((name) => t[`column_${name}`]);
}

/** Makes the lines of one file; formats are made once, not a million times. */
export function lineMaker({ locale, timeZone }: TableReader): (row: ExportRow) => Cell[] {
  const at = momentFormat(timeZone);
  return (row) => {
    const { failureCode, operator } = row;
    const currency = row.currency as Currency; // held to the list by a CHECK
    const cells: Record<(typeof COLUMNS)[number], Cell> = {
      created: at(row.createdAt),
      completed: row.completedAt === null ? null : at(row.completedAt),
      id: row.id,
      reference: row.reference,
      status: statusLook({ ...row, status: row.status as PaymentStatus, locale }).word, // held to the list by a CHECK
      amount: { decimal: formatDecimal(money(row.amount, currency)) },
      currency,
      fee: { decimal: formatDecimal(money(row.feeAmount, currency)) },
      operator: operator === null ? null : OPERATORS[operator as OperatorId].name.label, // likewise
      // A masked number begins with its country code's plus, which a spreadsheet would calculate.
      phone: row.phoneMasked?.replace(/^\+/, '00') ?? null,
      operatorReference: row.operatorReference,
      reason: row.status === 'failed' && isFailureCode(failureCode) ? REASONS[locale][failureCode] : null,
      app: row.appName,
      description: row.description,
    };
    return COLUMNS.map((name) => cells[name]);
  };
}

/** "2026-11-21 10:32:05", as people there read their clock: it sorts, and every spreadsheet knows it. */
function momentFormat(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => format.format(at);
}

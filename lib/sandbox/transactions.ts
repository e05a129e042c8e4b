/** A simulated transaction: its row, and how the shop sees it through the dialect. */
import { env } from '#lib/env.ts';
import type { SandboxTransaction } from '#lib/generated/prisma/client.ts';
import { isCurrency, type Money, money } from '#lib/money.ts';
import { OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { Manifest, ServerStatus, ServerTransaction } from '#lib/providers/provider.ts';
import { statusMessage } from './words.ts';

export type Row = SandboxTransaction;

/** Statuses in which a person or a story may still decide. */
export const OPEN_STATUSES: readonly ServerStatus[] = ['created', 'requires_otp', 'pending'];

/** What the caller sent with a transaction, as it is kept in `details`. */
export interface Details {
  description: string;
  locale: 'fr' | 'en';
  callbackUrl?: string;
  returnUrls?: { success?: string; cancel?: string; failure?: string };
  passthrough?: Record<string, string>;
  customer?: { name?: string; email?: string };
  /** The request named the operator: on the page there is nothing left to choose. */
  operatorNamed?: true;
  /** Wrong numbers and PINs typed on the provider's page. */
  pinTries?: number;
  /** Members of the dialect itself, untouched. */
  caller?: Record<string, unknown>;
}

/** Written by the backend alone, in this shape. */
export function detailsOf(row: Row): Details {
  return row.details as unknown as Details;
}

export function moneyOf(row: Pick<Row, 'amount' | 'currency'>): Money {
  if (!isCurrency(row.currency)) throw new Error(`The sandbox holds a transaction in ${row.currency}.`);
  return money(row.amount, row.currency);
}

/** The row as a dialect server and `callbackFor` want it. */
export function serverTransaction(row: Row, manifest: Manifest): ServerTransaction {
  const details = detailsOf(row);
  const operator = row.operator as OperatorId; // written from the catalogue
  const status = row.status as ServerStatus; // held to the list by the code that writes it
  const failureCode = (row.failure ?? undefined) as FailureCode | undefined; // from the stories
  const dialCode = dialCodeOf(manifest, operator);
  return {
    kind: row.kind === 'payout' ? 'payout' : 'payment',
    reference: row.reference,
    providerReference: row.providerReference,
    ...(row.operatorReference === null ? {} : { operatorReference: row.operatorReference }),
    status,
    money: moneyOf(row),
    fee: money(row.fee, moneyOf(row).currency),
    ...(manifest.payerBearsFee ? { payerCharge: money(row.amount + row.fee, moneyOf(row).currency) } : {}),
    operator,
    ...(row.phone === '' ? {} : { phone: row.phone }),
    description: details.description,
    message: statusMessage({ status, failureCode, locale: details.locale }),
    ...(failureCode === undefined ? {} : { failureCode }),
    ...(row.flow === 'page' ? { pageUrl: pageUrl(row.providerReference) } : {}),
    ...(row.flow === 'push' && row.kind === 'payment' && dialCode !== undefined ? { ussd: dialCode } : {}),
    details: {
      ...details.caller,
      ...(details.callbackUrl === undefined ? {} : { callbackUrl: details.callbackUrl }),
      ...(details.returnUrls === undefined ? {} : { returnUrls: details.returnUrls }),
      ...(details.passthrough === undefined ? {} : { passthrough: details.passthrough }),
    },
    createdAt: row.createdAt,
    ...(row.completedAt === null ? {} : { completedAt: row.completedAt }),
  };
}

/** The simulated provider's page of a transaction (app/sandbox/pay). */
export function pageUrl(providerReference: string): string {
  return `${env().publicUrl}/sandbox/pay/${providerReference}`;
}

/** The connector's dial code where it has its own, else the operator's. */
function dialCodeOf(manifest: Manifest, operator: OperatorId): string | undefined {
  const own = manifest.operators.find((candidate) => candidate.operator === operator)?.dialCode;
  return own ?? OPERATORS[operator].dialCode?.code;
}

/**
 * One payment in every state that the payer's page knows, written into the database that DATABASE_URL names: for
 * screenshots and for looking at the page, never for tests of payments. Rows are made whole; no status is moved.
 */
import { db } from '#lib/db.ts';
import type { Attempt, Payment, Prisma } from '#lib/generated/prisma/client.ts';
import { newId, newProviderReference, newReceiptCode } from '#lib/ids.ts';
import { payerRow } from '#lib/payments/payer-details.ts';
import { parsePhone } from '#lib/phone.ts';

export interface ShownState {
  name: string;
  id: string;
  /** Appended to the page's address. */
  query?: string;
}

interface Scene {
  name: string;
  payment?: Partial<Payment>;
  attempts?: Partial<Attempt>[];
  customer?: string;
  query?: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Writes the scenes, or those of them that are named. */
export async function seedStates(names?: readonly string[]): Promise<ShownState[]> {
  const app = await db.app.findFirstOrThrow({ orderBy: { createdAt: 'asc' } });
  const connection = await db.connection.findFirstOrThrow({
    where: { provider: 'my-coolpay', mode: 'test' },
  });
  const shown: ShownState[] = [];
  for (const scene of scenes().filter(({ name }) => names === undefined || names.includes(name))) {
    const id = newId('pay');
    const payment: Prisma.PaymentCreateInput = {
      id,
      merchantId: app.merchantId,
      appId: app.id,
      mode: 'test',
      hosted: true,
      amount: 15_000n,
      currency: 'XAF',
      reference: `1042-${scene.name}-${id.slice(-6)}`.slice(0, 60),
      country: 'CM',
      description: 'Chemise en lin, commande 1042',
      attemptsMax: 5,
      attemptsCount: scene.attempts?.length ?? 0,
      expiresAt: new Date(Date.now() + 3 * 60 * MINUTE),
      ...(scene.payment as Partial<Prisma.PaymentCreateInput>),
    };
    await db.payment.create({ data: payment });
    const owner = { paymentId: id, merchantId: app.merchantId };
    if (scene.customer) await keepPhone({ ...owner, ownerId: id, number: scene.customer });
    for (const [index, attempt] of (scene.attempts ?? []).entries()) {
      const attemptId = newId('att');
      await db.attempt.create({
        data: {
          id: attemptId,
          ...owner,
          mode: 'test',
          number: index + 1,
          connectionId: connection.id,
          provider: 'my-coolpay',
          operator: 'cm-mtn',
          flow: 'push',
          status: 'pending',
          reference: newProviderReference(),
          amount: 15_000n,
          currency: 'XAF',
          ...(attempt as Partial<Prisma.AttemptCreateInput>),
        },
      });
      await keepPhone({ ...owner, ownerId: attemptId, number: '670112256' });
    }
    shown.push({ name: scene.name, id, ...(scene.query && { query: scene.query }) });
  }
  return shown;
}

async function keepPhone(options: {
  ownerId: string;
  paymentId: string;
  merchantId: string;
  number: string;
}) {
  const parsed = parsePhone(options.number, 'CM');
  if (parsed.ok) await db.payerDetail.create({ data: payerRow({ ...options, phone: parsed.phone }) });
}

function ago(ms: number): Date {
  return new Date(Date.now() - ms);
}

const PROMPT = { type: 'confirm_on_phone', ussd: '*126#' };
const FAR = () => new Date(Date.now() + 60 * MINUTE);

function scenes(): Scene[] {
  const failed = (failureCode: string): Partial<Attempt> => ({
    status: 'failed',
    failureCode,
    completedAt: ago(MINUTE),
    submittedAt: ago(3 * MINUTE),
  });
  const open = { status: 'pending', nextAction: PROMPT, nextQueryAt: FAR() } satisfies Partial<Attempt>;
  const paid: Partial<Attempt> = {
    status: 'succeeded',
    submittedAt: ago(2 * MINUTE),
    completedAt: ago(MINUTE),
    operatorReference: 'MP261121.1432.B07731',
  };
  const received: Partial<Payment> = {
    status: 'succeeded',
    completedAt: ago(MINUTE),
    receiptCode: newReceiptCode(),
  };
  const receipt = () => ({ ...received, receiptCode: newReceiptCode() });
  return [
    { name: 'choose' },
    { name: 'choose-likely', customer: '670112256' },
    {
      name: 'choose-above',
      payment: { amount: 750_000n, description: 'Groupe électrogène 5 kVA, livraison à Douala comprise' },
    },
    {
      name: 'choose-locked',
      customer: '670112256',
      payment: { origin: 'compat:my-coolpay' },
    },
    { name: 'choose-error', customer: '67011225', query: '?error=phone_invalid' },
    { name: 'choose-no-operator', payment: { currency: 'USD', amount: 12_550n } },
    { name: 'choose-cancel', query: '?error=cancel_unsure' },
    {
      name: 'again-declined',
      payment: { failureCode: 'payer_declined' },
      attempts: [failed('payer_declined')],
    },
    {
      name: 'again-funds',
      payment: { failureCode: 'insufficient_funds', locale: 'en' },
      attempts: [failed('insufficient_funds')],
    },
    {
      name: 'again-released',
      payment: { failureCode: 'payer_timeout' },
      attempts: [
        { ...open, submittedAt: ago(9 * MINUTE), releasedAt: ago(MINUTE), lastQueryAt: ago(2 * MINUTE) },
      ],
    },
    {
      name: 'submitting',
      payment: { status: 'pending' },
      attempts: [{ status: 'submitting', submittedAt: ago(9 * SECOND), nextQueryAt: FAR() }],
    },
    { name: 'confirm', payment: { status: 'pending' }, attempts: [{ ...open, submittedAt: ago(SECOND) }] },
    {
      name: 'confirm-help',
      payment: { status: 'pending' },
      attempts: [{ ...open, submittedAt: ago(30 * SECOND) }],
    },
    {
      name: 'otp',
      payment: { status: 'pending' },
      attempts: [
        {
          ...open,
          status: 'requires_otp',
          operator: 'cm-orange',
          nextAction: { type: 'enter_otp', length: 4 },
        },
      ],
    },
    {
      name: 'otp-wrong',
      payment: { status: 'pending' },
      attempts: [{ ...open, status: 'requires_otp', nextAction: { type: 'enter_otp' }, otpTries: 2 }],
    },
    {
      name: 'otp-fetched',
      payment: { status: 'pending' },
      attempts: [
        {
          ...open,
          status: 'requires_otp',
          operator: 'cm-orange',
          nextAction: { type: 'enter_otp', ussd: '#150*4#' },
          otpTries: 1,
        },
      ],
    },
    {
      name: 'go',
      payment: { status: 'pending' },
      attempts: [
        { ...open, operator: 'cm-card', flow: 'redirect', nextAction: { type: 'redirect', url: '' } },
      ],
    },
    {
      name: 'go-left',
      payment: { status: 'pending' },
      attempts: [
        {
          ...open,
          operator: 'cm-card',
          flow: 'redirect',
          calledAt: ago(MINUTE),
          nextAction: { type: 'redirect', url: 'https://example.com/' },
        },
      ],
    },
    {
      name: 'go-scan',
      payment: { status: 'pending', country: 'CI', currency: 'XOF' },
      attempts: [
        {
          ...open,
          operator: 'ci-wave',
          currency: 'XOF',
          flow: 'redirect',
          calledAt: ago(MINUTE),
          nextAction: {
            type: 'redirect',
            url: 'https://pay.wave.com/c/cos-18qq25rgr100a?a=15000&c=XOF&m=Boutique',
          },
        },
      ],
    },
    {
      name: 'go-not-opened',
      payment: { status: 'pending' },
      attempts: [
        {
          ...open,
          operator: 'cm-card',
          flow: 'redirect',
          calledAt: ago(MINUTE),
          nextAction: { type: 'redirect', url: '' },
        },
      ],
    },
    {
      name: 'checking',
      payment: { status: 'pending' },
      attempts: [{ ...open, submittedAt: ago(6 * MINUTE) }],
    },
    {
      name: 'checking-release',
      payment: { status: 'pending' },
      attempts: [{ ...open, submittedAt: ago(7 * MINUTE), lastQueryAt: ago(MINUTE) }],
    },
    {
      name: 'unresolved',
      payment: { status: 'pending', unresolved: true },
      attempts: [
        {
          ...open,
          status: 'unresolved',
          submittedAt: ago(73 * 60 * MINUTE),
          nextQueryAt: null,
          providerReference: 'b1f0a8e2-7a7b-4d1c',
        },
      ],
    },
    { name: 'succeeded', payment: receipt(), attempts: [paid] },
    {
      name: 'succeeded-link',
      payment: { ...receipt(), origin: 'link', description: 'Cotisation de novembre' },
      attempts: [paid],
    },
    { name: 'succeeded-late', payment: { ...receipt(), late: true }, attempts: [paid] },
    {
      name: 'succeeded-surplus',
      payment: { ...receipt(), surplus: true, suspense: true, amountPaidByCustomer: 15_300n },
      attempts: [paid],
    },
    { name: 'succeeded-returned', payment: { ...receipt(), refundedAmount: 15_000n }, attempts: [paid] },
    {
      name: 'suspense',
      payment: { status: 'pending', suspense: true },
      attempts: [{ ...open, operatorReference: 'MP261121.1432.B07731' }],
    },
    {
      name: 'failed',
      payment: { status: 'failed', failureCode: 'unspecified', attemptsMax: 1, completedAt: ago(MINUTE) },
      attempts: [failed('unspecified')],
    },
    {
      name: 'failed-returned',
      payment: { status: 'failed', failureCode: 'returned_by_operator', completedAt: ago(MINUTE) },
      attempts: [failed('returned_by_operator')],
    },
    {
      name: 'canceled',
      payment: { status: 'canceled', failureCode: 'canceled_on_page', completedAt: ago(MINUTE) },
    },
    {
      name: 'canceled-link',
      payment: {
        origin: 'link',
        description: 'Cotisation de novembre',
        status: 'canceled',
        failureCode: 'canceled_on_page',
        completedAt: ago(MINUTE),
      },
    },
    {
      name: 'canceled-by-shop',
      payment: { status: 'canceled', failureCode: 'canceled_by_merchant', completedAt: ago(MINUTE) },
    },
    {
      name: 'expired',
      payment: {
        status: 'expired',
        failureCode: 'session_expired',
        expiresAt: ago(MINUTE),
        completedAt: ago(MINUTE),
      },
    },
    {
      name: 'expired-open',
      payment: {
        status: 'expired',
        failureCode: 'session_expired',
        expiresAt: ago(MINUTE),
        completedAt: ago(MINUTE),
      },
      attempts: [
        { ...open, releasedAt: ago(2 * MINUTE), submittedAt: ago(9 * MINUTE) },
        failed('payer_declined'),
      ],
    },
    {
      name: 'shop',
      payment: { hosted: false, failureCode: 'payer_timeout' },
      attempts: [failed('payer_timeout')],
    },
  ];
}

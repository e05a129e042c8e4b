/**
 * The API's requests and resources as zod schemas: they parse what comes in, and the OpenAPI description is generated
 * from the same lines. Rules that need the app, the country or the mode stand in new-payment.ts.
 */
import { z } from 'zod';
import 'zod-openapi';
import { COUNTRIES } from '#lib/countries.ts';
import { ERRORS, type ErrorCode } from '#lib/errors.ts';
import { CURRENCIES } from '#lib/money.ts';
import { OPERATOR_IDS } from '#lib/operators/catalogue.ts';
import { FAILURES, type FailureCode } from '#lib/operators/failures.ts';
import { ATTEMPT_STATUSES, MODES, PAYMENT_STATUSES } from '#lib/payments/types.ts';
import { exactObject } from './validation.ts';

// Casts in this file: Object.keys() of a closed table is typed string[].
const FAILURE_CODES = Object.keys(FAILURES) as FailureCode[];
const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

// ───────────── members that several objects share ─────────────

const amountWords = 'Whole number of minor units: 1500 is 1 500 F in XOF and XAF, and 15.00 in USD and CDF.';

/** Beyond any wallet; sums of a thousand of them still fit a JSON number exactly. */
const AMOUNT_MAX = 1_000_000_000_000;

export const amount = z
  .int({
    error: ({ input }) =>
      typeof input === 'number' ? `Amounts are whole numbers of minor units. ${amountWords}` : undefined,
  })
  .min(1, 'Must be at least 1: nothing is paid with zero or less.')
  .max(AMOUNT_MAX, 'Is more than any wallet can hold. Send minor units: XOF 1500 is 1 500 F.')
  .meta({ description: amountWords, example: 1500 });

export const currency = z.enum(CURRENCIES).meta({ description: 'ISO 4217 code.', example: 'XOF' });
const country = z
  .enum(COUNTRIES)
  .meta({ description: 'ISO 3166 code; fixes operators and dial prefix.', example: 'TG' });
const operator = z.enum(OPERATOR_IDS).meta({ description: 'Id of GET /operators.', example: 'tg-tmoney' });
export const mode = z.enum(MODES).meta({ description: 'Test payments never touch real money.' });
const locale = z.enum(['fr', 'en']).meta({ description: "Language of the payer's page." });
export const time = z.iso
  .datetime()
  .meta({ description: 'ISO 8601, UTC.', example: '2026-11-21T12:00:00.000Z' });
const maskedPhone = z
  .string()
  .meta({ description: 'Masked: only the last digits can be read.', example: '+228 90 •• •• 56' });

const reference = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S}](?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]*[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u, {
    error: 'Use letters, digits, signs and inner spaces only.',
  })
  .meta({
    description: 'Your own, unique in this app and mode: it never makes a second payment.',
    example: 'order-1042',
  });

const phone = z.string().min(1).max(64).meta({
  description: 'As people write it: +228 90 12 34 56, 0022890123456 or 90123456.',
  example: '+22890123456',
});

export const url = z
  .string()
  .max(2048)
  .refine(isWebAddress, 'Must be a web address that begins with https:// and holds no user name or password.')
  .meta({
    description: 'https; in test mode also http://localhost and http://127.0.0.1.',
    example: 'https://shop.example/thanks',
  });

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return (
    (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' && hostname !== ''
  );
}

export const metadata = z
  .record(z.string().min(1).max(100), z.string().max(500))
  .refine((value) => Object.keys(value).length <= 50, 'Must have at most 50 entries.')
  .meta({
    description:
      'Up to 50 texts of your own; given back, never shown to the payer. In test mode `test_provider`, the id of a ' +
      'provider, keeps the payment to it where several serve an operator.',
    example: { cart: '77' },
  });

const passthrough = z
  .record(z.string().min(1).max(100), z.string().max(255))
  .refine(
    (value) => new URLSearchParams(value).toString().length <= 255,
    'Is longer than 255 characters in all, written as a query string.',
  )
  .meta({
    description: 'Query parameters added to your return addresses; 255 characters in all.',
    example: { lang: 'fr' },
  });

// ───────────── requests ─────────────

export const CreatePaymentRequest = exactObject({
  amount,
  currency,
  reference,
  country: country.optional().meta({ description: "Default: the app's." }),
  description: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .meta({ description: 'Shown to the payer.', example: 'Panier 1042' }),
  customer: exactObject({
    name: z.string().min(1).max(100).optional().meta({ example: 'Awa Koffi' }),
    email: z.email().max(254).optional().meta({ example: 'awa@example.com' }),
    phone: phone.optional(),
    locale: locale.optional(),
  }).optional(),
  operator: operator
    .optional()
    .meta({ description: 'With `phone`: a direct charge. Without both: a hosted payment.' }),
  phone: phone.optional(),
  attempts_max: z.int().min(1).max(10).optional().meta({ description: 'Default: hosted 5, direct 1.' }),
  success_url: url.optional(),
  cancel_url: url.optional(),
  failure_url: url.optional(),
  callback_url: url
    .optional()
    .meta({ description: "Gets this payment's events, signed with the app's signing secret." }),
  metadata: metadata.optional(),
  passthrough: passthrough.optional(),
  expires_in: z
    .int()
    .optional()
    .meta({
      description: 'Seconds. Default: a day, for a direct charge an hour.',
      override: { minimum: 300, maximum: 2_592_000 },
      example: 3600,
    }),
}).meta({ id: 'CreatePaymentRequest' });
export type CreatePaymentRequest = z.infer<typeof CreatePaymentRequest>;

export const CreateAttemptRequest = exactObject({
  operator,
  phone: phone
    .optional()
    .meta({ description: "Required unless the payer types it on the operator's own page." }),
}).meta({ id: 'CreateAttemptRequest' });
export type CreateAttemptRequest = z.infer<typeof CreateAttemptRequest>;

export const AuthorizeRequest = exactObject({
  code: z
    .string()
    .regex(/^\d{3,10}$/, 'Must be the 3 to 10 digits of the code that the payer received.')
    .meta({ description: 'The one-time code the payer received by SMS.', example: '1234' }),
}).meta({ id: 'AuthorizeRequest' });

/** Nothing to say; an empty object is what some clients send. */
export const EmptyRequest = exactObject({}).optional();

export const wholeText = (words: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, words)
    .transform(Number);

export const pageLimit = wholeText('Must be a whole number from 1 to 100.')
  .pipe(z.int().min(1).max(100))
  .default(20)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 100, default: 20 } });
export const pageAfter = z.string().max(40).optional().meta({ description: '`next` of the page before.' });

export const ListPaymentsQuery = exactObject({
  reference: reference.optional(),
  status: z.enum(PAYMENT_STATUSES).optional(),
  operator: operator.optional().meta({ description: 'Payments with an attempt at this operator.' }),
  payment_link: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'Payments that were begun with this payment link, by its id.' }),
  created_after: z.iso
    .datetime({ offset: true, error: 'Must be a time like 2026-11-21T12:00:00Z.' })
    .optional()
    .meta({ description: 'ISO 8601.', example: '2026-11-21T12:00:00Z' }),
  limit: pageLimit,
  after: pageAfter,
});

export const ListOperatorsQuery = exactObject({
  country: country.optional().meta({ description: 'Only operators of this country.' }),
  currency: currency.optional().meta({ description: 'Only operators that take this currency.' }),
  amount: wholeText('Must be a whole number of minor units, at least 1.')
    .pipe(z.int().min(1).max(AMOUNT_MAX))
    .optional()
    .meta({
      description: 'Minor units; with `currency`. Operators that cannot take it are `available: false`.',
      override: { type: 'integer', minimum: 1 },
      example: 1500,
    }),
}).refine((query) => query.amount === undefined || query.currency !== undefined, {
  path: ['currency'],
  message: 'Required with amount: an amount means nothing without its currency.',
});

export const PredictQuery = exactObject({
  phone,
  country: country.optional().meta({ description: "For a number without its country. Default: the app's." }),
});

// ───────────── resources ─────────────

export const Failure = z
  .object({
    code: z.enum(FAILURE_CODES).meta({ example: 'insufficient_funds' }),
    message: z.string().meta({ description: 'For a person: what happened to the money, then what to do.' }),
    retryable: z.boolean().meta({ description: 'A new attempt may succeed.' }),
    who: z
      .enum(['payer', 'payer_account', 'merchant', 'provider', 'request'])
      .meta({ description: 'Who can act.' }),
  })
  .meta({ id: 'Failure' });

export const NextAction = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('confirm_on_phone'),
      ussd: z
        .string()
        .nullable()
        .meta({ description: 'What to dial when no prompt appears.', example: '*145#' }),
      instructions: z.string(),
    }),
    z.object({ type: z.literal('enter_otp'), length: z.int().nullable(), ussd: z.string().nullable() }),
    z.object({
      type: z.literal('redirect'),
      url: z
        .string()
        .meta({ description: 'Send the payer there; the page has one button. A GET has no effect.' }),
    }),
  ])
  .meta({ id: 'NextAction', description: 'What the payer has to do now.' });

export const Attempt = z
  .object({
    id: z.string().meta({ example: 'att_01jd8e7t5xf9s8m3kq2w6yrznb' }),
    object: z.literal('attempt'),
    status: z.enum(ATTEMPT_STATUSES),
    operator,
    phone: maskedPhone.nullable(),
    provider: z.string(),
    provider_reference: z.string().nullable(),
    operator_reference: z.string().nullable(),
    released: z.boolean().meta({ description: 'The payer need not wait for it; its money still counts.' }),
    failure: Failure.nullable(),
    created_at: time,
    completed_at: time.nullable(),
  })
  .meta({ id: 'Attempt', description: 'One try of a payment at one operator.' });

export const Payment = z
  .object({
    id: z.string().meta({ example: 'pay_3x9k2m7q4v8t1w5y6z0a2b3c4d' }),
    object: z.literal('payment'),
    status: z.enum(PAYMENT_STATUSES),
    amount,
    currency,
    reference,
    description: z.string().nullable(),
    customer: z.object({ phone: maskedPhone.nullable() }).nullable(),
    country,
    operator: operator.nullable(),
    phone: maskedPhone.nullable(),
    next_action: NextAction.nullable(),
    checkout_url: z.string().meta({
      description: 'Send the payer there.',
      example: 'https://pay.example.com/pay/pay_3x9k2m7q4v8t1w5y6z0a2b3c4d',
    }),
    failure: Failure.nullable(),
    amount_paid_by_customer: z
      .int()
      .nullable()
      .meta({ description: "Minor units, the operator's own fee included." }),
    fees: z.int().meta({ description: "Minor units: the gateway's fee." }),
    refunded_amount: z.int(),
    metadata: z.record(z.string(), z.string()),
    attempts: z.array(Attempt).meta({ description: 'Oldest first.' }),
    attempts_max: z.int(),
    receipt_url: z.string().nullable().meta({
      description:
        'Once it has succeeded: a public page that shows anyone how the payment stands now. For packing slips and couriers.',
      example: 'https://pay.example.com/r/K7Q4MX2P3R9T',
    }),
    late: z
      .boolean()
      .meta({ description: 'The money came after the payment had failed, expired or been canceled.' }),
    unresolved: z.boolean().meta({ description: 'No outcome for 72 hours; a person looks into it.' }),
    mode,
    origin: z.string().meta({ description: 'api, link or compat:<provider>.', example: 'api' }),
    created_at: time,
    expires_at: time,
    completed_at: time.nullable(),
  })
  .meta({ id: 'Payment', description: 'Money in: what you asked for and how it went.' });

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item),
    has_more: z.boolean(),
    next: z.string().nullable().meta({ description: 'Pass as `after` to get the next page.' }),
  });

export const PaymentPage = page(Payment).meta({ id: 'PaymentPage', description: 'Newest first.' });

export const OperatorResource = z
  .object({
    id: operator,
    object: z.literal('operator'),
    name: z.string().meta({ description: 'As payers know it.', example: 'TMoney' }),
    brand: z
      .string()
      .nullable()
      .meta({ description: 'The second name on its posters.', example: 'Mixx by Yas' }),
    country,
    wallet: z.enum(['mobile', 'card']),
    currencies: z.array(currency),
    flow: z
      .enum(['push', 'otp', 'redirect', 'form'])
      .nullable()
      .meta({ description: 'What the payer will do; null while no connection serves it.' }),
    phone_required: z.boolean().meta({ description: 'A direct charge must name the phone.' }),
    ussd: z.string().nullable().meta({ description: 'What to dial when no prompt appears.' }),
    limits: z
      .partialRecord(currency, z.object({ min: amount, max: amount }))
      .meta({ description: 'Per payment, in minor units, by currency.' }),
    decimals: z
      .partialRecord(currency, z.union([z.literal(0), z.literal(2)]))
      .meta({ description: 'Digits behind the point that it takes, by currency: 0 means whole units only.' }),
    available: z.boolean().meta({ description: 'A payment (of this amount) can be tried now.' }),
    unavailable_reason: z.string().nullable(),
  })
  .meta({ id: 'Operator', description: 'A wallet or card scheme that payers pay with.' });

export const OperatorList = z.object({ data: z.array(OperatorResource) }).meta({ id: 'OperatorList' });

export const Prediction = z
  .object({
    object: z.literal('prediction'),
    country,
    phone: maskedPhone,
    operator: operator
      .nullable()
      .meta({ description: 'A guess from the prefix: numbers are portable, so let the payer change it.' }),
  })
  .meta({ id: 'Prediction' });

export const Problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'Page about the code.', example: 'https://pay.example.com/docs#request_invalid' }),
    title: z.string().meta({ example: 'Request invalid' }),
    status: z.int().meta({ example: 422 }),
    detail: z.string().meta({ description: 'A sentence that tells you what to do.' }),
    code: z.enum(ERROR_CODES).meta({ example: 'request_invalid' }),
    errors: z
      .array(z.object({ path: z.string().meta({ example: 'amount' }), message: z.string() }))
      .optional()
      .meta({ description: 'One entry per member that is wrong.' }),
    request_id: z.string().meta({ description: 'Also in the Request-Id header; tell it when you ask us.' }),
  })
  .meta({ id: 'Problem', description: 'Every refusal (RFC 9457).' });

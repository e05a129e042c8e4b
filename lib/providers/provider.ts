/**
 * The provider contract. A provider is one folder that speaks one protocol from both ends:
 *
 * - the client end (`charge`, `confirmOtp`, `query`, `payOut`, `balances`, `readCallback`, `acknowledge`): we are the
 *   merchant. Every answer of the provider, however it came, is translated into an {@link Observation}, a fact. The folder
 *   decides nothing about payments: what a fact means is `decide()`'s business.
 * - the server end (`server`, `callbackFor`, `readShopReply`): we are the provider, over a {@link Backend}. The sandbox
 *   (simulated operators) and the compatible endpoints (the gateway itself) are two backends of the same server.
 *
 * Rules that hold in every folder:
 * - Silence is `unknown`, never `failed`: a time-out, a reset after sending, 5xx, HTML, an empty or unparsable body, an
 *   unlisted code, a duplicate of our own reference. Only `not_sent` (no connection was ever opened) and the provider's
 *   own refusal are failures.
 * - Nothing here imports payments, merchants or the database; what a folder needs comes in through its context.
 * - Field names, including misspelt ones, live in `wire.ts` alone; result tables live in `codes.ts` as data.
 */
import type { Hono } from 'hono';
import type { ZodObject } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { GuardClass, HttpSend } from '#lib/http.ts';
import type { Currency, Money } from '#lib/money.ts';
import type { OperatorId } from '#lib/operators/catalogue.ts';
import type { FailureCode } from '#lib/operators/failures.ts';
import type { Country } from '#lib/phone.ts';

// ───────────── what is told about a payment ─────────────

/** The closed list of outcomes (design, domain: Observation). */
export const OUTCOMES = [
  'unknown',
  'not_found',
  'pending',
  'requires_otp',
  'redirect',
  'succeeded',
  'failed',
  'canceled',
  'expired',
  'refunding',
  'refunded',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who told it. */
export const SOURCES = ['reply', 'callback', 'query', 'statement', 'person'] as const;
export type Source = (typeof SOURCES)[number];

/** What the payer has to do next, in the provider's terms; `form` is posted by the payer's browser. */
export type ProviderAction =
  | { type: 'confirm_on_phone'; ussd?: string }
  | { type: 'enter_otp'; length?: number; ussd?: string }
  | { type: 'redirect'; url: string }
  | { type: 'form'; url: string; fields: Record<string, string> };

/** One fact about an attempt or payout. */
export interface Observation {
  outcome: Outcome;
  source: Source;
  /** Amount and currency as the provider states them; absent when it states none. Compared with what was asked. */
  money?: Money;
  /** The provider's name for the transaction. */
  providerReference?: string;
  /** What identifies the money itself (pay id, operator's reference); absent when the provider names none. */
  transactionId?: string;
  /** The operator's reference, for a payer's question to customer service. */
  operatorReference?: string;
  /** The operator that the provider reports; may differ from the payer's choice. */
  operator?: OperatorId;
  /** What the payer was charged, the operator's own fee included. */
  payerCharge?: Money;
  /** What the provider keeps for itself. */
  providerFee?: Money;
  failureCode?: FailureCode;
  nextAction?: ProviderAction;
  /** The wire, for the timeline: no credential, PIN, OTP or phone in it. */
  raw: Record<string, unknown>;
}

// ───────────── the manifest ─────────────

export type Flow = 'push' | 'otp' | 'redirect' | 'form';

export interface ProviderOperator {
  operator: OperatorId;
  /** The provider's word for it on the wire. */
  wire: string;
  flow: Flow;
  /** Its page is opened for a number, so the payer types one before; a prompt always needs one. */
  asksPhone?: true;
  /** Shown when no prompt appears; belongs to the connector, not to the operator (market facts, finding 2). */
  dialCode?: string;
  /** The provider's own limits in minor units, beside the operator's. */
  limits?: Partial<Record<Currency, { min: bigint; max: bigint }>>;
}

/** Why a callback may be believed. */
export type Trust =
  /** The signature is checked, and success still needs a status query (the status is outside the signature). */
  | 'signed-then-query'
  /** Nothing in it is proof: it only brings the next query forward. */
  | 'query'
  /** Source network and exact amount are the only proof that exists; there is no query. */
  | 'source-and-amount';

/** 90000123, or 22890000123. */
export type PhoneForm = 'national' | 'international';

export type TimeForm = 'YYYY-MM-DD HH:mm:ss' | 'DD-MM-YYYY HH:mm:ss' | 'ISO 8601' | 'Unix seconds';

export interface Manifest {
  id: string;
  name: string;
  country: Country;
  currencies: readonly Currency[];
  operators: readonly ProviderOperator[];
  /** Who names the operator: our request, the provider from the number, or the payer on its page. */
  operatorChosenBy: 'request' | 'phone' | 'payer';
  trust: Trust;
  /** How a status query finds the transaction; `none` where no query exists. */
  queryBy: 'reference' | 'provider_reference' | 'none';
  can: {
    otp: boolean;
    payOut: boolean;
    balances: boolean;
    /** Its answer to a query has words for "that does not exist", and for nothing else. */
    tellAbsence: boolean;
    /** It has a word for money that it gave back. */
    tellRefunds: boolean;
  };
  /** How the payer's number is written, by the name of the member: in what we send, and in what the provider tells. */
  phones: { sent: Readonly<Record<string, PhoneForm>>; told: Readonly<Record<string, PhoneForm>> };
  /** In which zone (IANA) and form its messages write times, by the name of the member; `none` where none carries one. */
  times: 'none' | { zone: string; members: Readonly<Record<string, TimeForm>> };
  /** How much of a description a charge carries, in characters, by flow; a flow that is not named carries none. */
  descriptions: Readonly<Partial<Record<Flow, 'whole' | number>>>;
  /** Its references are JSON numbers: a backend gives each transaction an integer, unique in the gateway. */
  integerReferences?: true;
  /** Makes a reference in the form of this wire, unguessable; absent: a UUID, or the integer above. */
  newReference?(): string;
  /** Its references hold the payer's number, so they are shown without it. */
  phoneInReference?: true;
  /** Its operators add their commission to what the payer pays: the sandbox does the same. */
  payerBearsFee?: true;
  /** The account holds a balance per operator, named by its `wire` word; absent: one balance per currency. */
  walletPerOperator?: true;
  /** Networks its callbacks come from, unless the connection lists its own; empty: anywhere. */
  sourceNetworks: readonly string[];
  /** Characters that the callback and return addresses in its messages may have; absent: any number. */
  addressLengthMax?: number;
  /** How long a payer has to confirm a prompt. */
  approvalWindowMs: number;
  /** How long a redirect or form session lives; absent where there is none. */
  sessionMs?: number;
  /**
   * What its own page asks of the payer, beyond a way to pay and a number: a PIN, which so many wrong ones block, then a
   * one-time code. The sandbox plays it; the payer is sent away once the page is older than `lifeMs`.
   */
  page?: { pinTries: number; lifeMs: number };
  /** Default base URL in live mode; undefined where every account has its own. */
  baseUrl?: string;
  /** Credentials by the provider's own names; `.meta({ label, secret })` on each member feeds the portal's form. */
  credentials: ZodObject;
  /**
   * Settings of a connection beyond credentials. `.meta({ sandbox })` is the value where our own server end is the
   * provider: on the platform's test connection, and in the conformance suite.
   */
  settings: ZodObject;
  /** Failures that its status words tell apart after a prompt; every other one arrives as `unspecified`. */
  failureCodes: readonly FailureCode[];
  /**
   * Refusals that its wire tells in codes which leave a charge open, because they may speak of another transaction: the
   * shop has to ask. Every other refusal but `duplicate_reference` is definite.
   */
  openRefusals?: readonly Refusal[];
  /** A second credential that names the account, on calls which carry no other (the first one always does). */
  alsoNamedBy?: string;
  /** What a shop that speaks the dialect to us may switch on: by the setting's name, the value that it then has. */
  switches?: Readonly<Record<string, { on: boolean | number; label: { fr: string; en: string } }>>;
  /** Nothing here comes from the operator itself: a connection is shown as "unverified against the operator". */
  unverified?: true;
  /** Stories of the sandbox (`story:149`) that cannot occur here, each with the reason. */
  notApplicable: Readonly<Record<string, string>>;
}

// ───────────── client end ─────────────

/** Values kept per connection, or per account at a server end (tokens, counters). `increment` is atomic. */
export interface ConnectionStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: { ttlMs?: number }): Promise<void>;
  increment(key: string): Promise<number>;
}

export interface ClientContext {
  /** Without a trailing slash; `sandbox:` is already resolved. */
  baseUrl: string;
  /** The same as a payer's browser reaches it, for pages; absent where there is no difference. */
  payerBaseUrl?: string;
  /** Parse with the manifest's `credentials`. */
  credentials: unknown;
  /** Parse with the manifest's `settings`. */
  settings: unknown;
  /** Where this connection's callbacks reach us. */
  callbackUrl: string;
  guard: GuardClass;
  timeoutMs: number;
  send: HttpSend;
  store: ConnectionStore;
  clock: Clock;
}

export interface ChargeRequest {
  /** Ours: 20 characters of 0-9A-Z, committed before this call. */
  reference: string;
  money: Money;
  operator: OperatorId;
  flow: Flow;
  /** E.164; absent where the payer types it on the provider's page. */
  phone?: string;
  description: string;
  customer?: { name?: string; email?: string };
  locale: 'fr' | 'en';
  /** Where the provider's page sends the payer back to. */
  returnUrls: { success: string; cancel: string; failure: string };
}

export interface OtpRequest {
  reference: string;
  providerReference: string;
  code: string;
}

export interface QueryRequest {
  kind: 'payment' | 'payout';
  reference: string;
  providerReference?: string;
  operator: OperatorId;
  flow: Flow;
  money: Money;
}

export interface PayOutRequest {
  reference: string;
  money: Money;
  operator: OperatorId;
  phone: string;
  name?: string;
  description: string;
  locale: 'fr' | 'en';
}

export interface WalletBalance {
  /** The provider's word for the wallet. */
  wallet: string;
  money: Money;
}

/** What a question that moves no money told about a connection. */
export type ConnectionCheck =
  /** The provider knows our credentials. */
  | { ok: true; balances?: readonly WalletBalance[] }
  | {
      ok: false;
      problem: /** It answered, and does not accept our credentials or our address. */
        | 'credentials_refused'
        /** No connection could be opened: the base URL, a firewall, or the provider is down. */
        | 'unreachable'
        /** A time-out, HTML, an unlisted answer: nothing can be told. */
        | 'unclear';
      /** The wire, as in an {@link Observation}. */
      raw: Record<string, unknown>;
    };

/** An inbound callback as our HTTP server received it. */
export interface CallbackRequest {
  method: string;
  /** Query string without `?`. */
  query: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The body as text; at most 64 kB. */
  body: string;
  /** The address our own server saw. */
  peer: string;
}

export type CallbackReading =
  /** A check of the protocol failed: stored, answered with the provider's refusal, and nothing moves. */
  | { kind: 'refused'; reason: string }
  /** Understood. What it says is believed as far as the manifest's `trust` goes. */
  | {
      kind: 'read';
      transaction: 'payment' | 'payout';
      reference?: string;
      providerReference?: string;
      observation: Observation;
    };

/** The HTTP answer to a callback. */
export interface Acknowledgement {
  status: number;
  contentType: string;
  body: string;
}

// ───────────── server end ─────────────

/** A shop's account in this dialect, as the backend knows it. */
export interface ServerAccount {
  id: string;
  /** Who is paid, for pages that a payer sees before there is a payment. */
  shopName?: string;
  mode: 'test' | 'live';
  /** By the provider's own names. */
  credentials: Readonly<Record<string, string>>;
  /** Addresses (CIDR) that may pay out or read balances; a switch of a test account may lift the check. */
  declaredAddresses: readonly string[];
  addressCheckLifted: boolean;
  /** Where payers may be sent back to by an address that came through their browser; absent: anywhere (sandbox). */
  declaredOrigins?: readonly string[];
  callbackUrl?: string;
  returnUrls: { success?: string; cancel?: string; failure?: string };
  /** Dialect switches, e.g. sending `X-Forwarded-For: 15.236.140.89` with callbacks. */
  settings: Readonly<Record<string, unknown>>;
}

export type ServerStatus =
  | 'created'
  | 'requires_otp'
  | 'pending'
  | 'succeeded'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'refunding'
  | 'refunded';

/** A transaction as the shop sees it through the dialect. */
export interface ServerTransaction {
  kind: 'payment' | 'payout';
  /** The shop's reference. */
  reference: string;
  /** Ours as the provider, unique in the gateway. */
  providerReference: string;
  /** The operator's reference once there is one. */
  operatorReference?: string;
  status: ServerStatus;
  money: Money;
  fee: Money;
  /** What the payer was charged in all, where the operator adds its own fee. */
  payerCharge?: Money;
  operator: OperatorId;
  /** E.164; absent until the payer typed it. */
  phone?: string;
  description: string;
  /** For people, in the account's language. */
  message: string;
  failureCode?: FailureCode;
  /** Dial code to show beside a prompt. */
  ussd?: string;
  /**
   * Where the payer goes for a transaction that `createPage` made. A link that a shop prints (a GET) creates nothing: the
   * server end shows a step of its own (payer-page.ts) whose POST calls `createPage`, and the same link opened again finds
   * the transaction and leads here.
   */
  pageUrl?: string;
  /** What the shop sent with it that callbacks need again (callback URL, return URLs, extra members). */
  details: Readonly<Record<string, unknown>>;
  createdAt: Date;
  completedAt?: Date;
}

export interface ServerPaymentRequest {
  reference: string;
  money: Money;
  /** Absent: the backend predicts it from the number, or the payer chooses on the page. */
  operator?: OperatorId;
  /** E.164. */
  phone?: string;
  description: string;
  customer?: { name?: string; email?: string };
  locale?: 'fr' | 'en';
  callbackUrl?: string;
  returnUrls?: { success?: string; cancel?: string; failure?: string };
  /**
   * `shop`: they came from the shop's server, with a secret of its account. Otherwise through a browser, where anybody can
   * edit them: they must belong to origins that the app declared.
   */
  returnUrlsFrom?: 'shop';
  /** Query parameters to add to the return URLs. */
  passthrough?: Record<string, string>;
  details?: Record<string, unknown>;
}

export interface ServerPayOutRequest {
  reference: string;
  money: Money;
  operator: OperatorId;
  phone?: string;
  /** A wallet name or e-mail where the dialect allows one instead of a number. */
  recipient?: { username?: string; email?: string };
  name?: string;
  description: string;
  callbackUrl?: string;
  details?: Record<string, unknown>;
}

/** Why a backend refuses; each server says it in its own shape. */
export type Refusal =
  | 'duplicate_reference'
  /** Missing, too long, or not to be stored. */
  | 'reference_invalid'
  /** A text holds control characters, or was no UTF-8. */
  | 'text_invalid'
  /** A return or callback address that is no web address. */
  | 'address_invalid'
  | 'amount_invalid'
  | 'amount_out_of_range'
  | 'currency_unsupported'
  | 'phone_invalid'
  | 'operator_unsupported'
  | 'operator_unavailable'
  | 'payment_in_progress'
  | 'too_many_prompts'
  | 'recipient_invalid'
  | 'payouts_unavailable'
  | 'float_insufficient'
  | 'return_url_undeclared'
  | 'busy';

export type ServerResult<T> = { ok: true; value: T } | { ok: false; refusal: Refusal; message: string };

/** What a server request may tell its backend beside the decoded message. */
export interface ServerRequestFacts {
  peer: string;
  /** Origin of our own pages for this request, e.g. `https://pay.example.com`. */
  origin: string;
  /** The body that came with a GET, as text; a Request holds none. Only a document that asks for it may read it. */
  getBody?: string;
}

/** The world behind a server end: simulated operators (sandbox) or the gateway itself (compat). */
export interface Backend {
  /** The time in this world: what a server end issues (a token, a session) lives and ends by it. */
  now(): Date;
  /** By the credential that names the account on the wire: the manifest's first, or the one of `alsoNamedBy`. */
  findAccount(
    provider: string,
    lookup: string,
    facts: ServerRequestFacts,
  ): Promise<ServerAccount | undefined>;
  createPayment(
    account: ServerAccount,
    request: ServerPaymentRequest,
  ): Promise<ServerResult<ServerTransaction>>;
  /** A page where the payer chooses and confirms; `url` is where the shop sends the payer. */
  createPage(
    account: ServerAccount,
    request: ServerPaymentRequest,
  ): Promise<ServerResult<{ transaction: ServerTransaction; url: string }>>;
  confirmOtp(
    account: ServerAccount,
    by: { providerReference: string; code: string },
  ): Promise<
    | ServerResult<ServerTransaction>
    | { ok: false; refusal: 'otp_invalid' | 'otp_not_expected' | 'not_found'; message: string }
  >;
  findTransaction(
    account: ServerAccount,
    by: { reference: string } | { providerReference: string },
  ): Promise<ServerTransaction | undefined>;
  createPayOut(
    account: ServerAccount,
    request: ServerPayOutRequest,
  ): Promise<ServerResult<ServerTransaction>>;
  balances(account: ServerAccount): Promise<readonly WalletBalance[]>;
  /** What a server end has to remember of an account between two requests. */
  store(account: ServerAccount): ConnectionStore;
}

/** A callback we send as the provider. */
export interface OutgoingCallback {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** What a shop's answer to our callback means: delivered, refused for good, or try again. */
export type ShopReply = 'delivered' | 'refused' | 'retry';

/** One message of the server end, as it stood on the wire: a reply to a request, or a callback. */
export interface Said {
  kind: 'reply' | 'callback';
  /** Of the request after the host, or of the callback's address. */
  path: string;
  /** HTTP status of a reply; 0 of a callback. */
  status: number;
  /** Members of its JSON, form or query; `text` where it is none of them. */
  fields: Readonly<Record<string, unknown>>;
}

/**
 * Codes or words that a document (or the field) lists, made from the tables of `codes.ts`. The sandbox says each of them
 * for some number or request: `lib/sandbox/every-code.db.test.ts` holds that to be true.
 */
export interface CodeTable {
  /** Which message, and which member of it. */
  where: string;
  values: readonly (string | number)[];
  /** Those from which the client must not conclude anything: it asks, or waits. */
  undecided?: readonly (string | number)[];
  /** What a message says there; undefined for other messages. */
  read(said: Said): unknown;
}

// ───────────── the folder's export ─────────────

export interface Provider {
  manifest: Manifest;
  /** Every code and word that it may say, by message. */
  codes: readonly CodeTable[];
  charge(request: ChargeRequest, context: ClientContext): Promise<Observation>;
  confirmOtp?(request: OtpRequest, context: ClientContext): Promise<Observation>;
  query(request: QueryRequest, context: ClientContext): Promise<Observation>;
  /**
   * Where no query exists (`queryBy: 'none'`): how long after the payer was sent to its page an attempt without any
   * word is over, by the settings of its connection.
   */
  pageEndsMs?(settings: unknown): number;
  payOut?(request: PayOutRequest, context: ClientContext): Promise<Observation>;
  /** undefined: the provider gave no readable answer. */
  balances?(context: ClientContext): Promise<readonly WalletBalance[] | undefined>;
  /** Asks something that moves no money, to learn whether the connection's address and credentials work. */
  checkConnection(context: ClientContext): Promise<ConnectionCheck>;
  readCallback(request: CallbackRequest, context: ClientContext): CallbackReading | Promise<CallbackReading>;
  acknowledge(reading: CallbackReading): Acknowledgement;
  /** Routes exactly as after the provider's host; mounted under /sandbox/<id> and /compat/<id>. */
  server(backend: Backend, facts: (request: Request) => ServerRequestFacts): Hono;
  /** The provider's callback about a transaction's present state; undefined where it sends none for it. */
  callbackFor(account: ServerAccount, transaction: ServerTransaction): OutgoingCallback | undefined;
  readShopReply(status: number, body: string): ShopReply;
}

/**
 * The stories: the last three digits of the payer's number choose what the simulated operator does, on every provider
 * (design, domain: Sandbox stories). One table serves the simulator (`request`, `acts`, `failure`) and the tests
 * (`end`): a story that is changed here changes both.
 *
 * `end` is what a direct charge with one attempt comes to (push), or a hosted payment whose payer confirms once on the
 * provider's page with this number (page). `endFor` fits it to what one provider's wire can say.
 */
import type { FailureCode } from '#lib/operators/failures.ts';
import type { PaymentStatus } from '#lib/payments/types.ts';
import type { Manifest, Refusal } from '#lib/providers/provider.ts';

/** `push`: confirmed on the handset. `page`: confirmed on the provider's page. `payout`: money to the number. */
export type StoryFlow = 'push' | 'page' | 'payout';

/** When an act is due, counted from the one before it; the durations stand in times.ts. */
export type Delay = 'at_once' | 'approve' | 'slow' | 'late' | 'again' | 'unattended';

export interface Act {
  after: Delay;
  do:
    | 'approve'
    /** Waits while a handset page of the number is open. */
    | 'approve_unattended'
    /** Debits the payer, and from then on states another amount. */
    | 'approve_other_amount'
    | 'fail'
    /** Debits the payer a second time under the same reference. */
    | 'charge_again'
    /** Says that the money will be given back; the payer has nothing yet. */
    | 'announce_give_back'
    | 'give_back'
    | 'callback'
    /** Says success with a signature that does not hold; nothing has happened. */
    | 'forged_callback';
}

/** How the request itself ends. */
export type RequestEnd =
  | 'accepted'
  | 'asks_otp'
  /** What is due at once happens, and its callback is sent and answered, before the reply: which tells what it came to. */
  | 'accepted_after_callback'
  /** No answer, and the transaction exists. */
  | 'silent_accepted'
  /** No answer, and nothing exists. */
  | 'silent_lost'
  | { refused: Refusal };

/** What is posted: one entry an arrival or reversal, and `provider_fee` beside it where the provider tells its fee. */
export type BookEntry =
  | 'payment_succeeded'
  | 'surplus'
  | 'suspense'
  | 'reversed_by_provider'
  | 'provider_fee';

export interface End {
  /** Of the payment. */
  status: PaymentStatus;
  failureCode?: FailureCode;
  /** Members of the payment that are true. `late` only where the payment had ended before the money came. */
  flags: readonly ('late_if_ended' | 'surplus' | 'suspense' | 'unresolved')[];
  /** Times the payer's account was debited, in the sandbox's journal. */
  charges: number;
  postings: readonly BookEntry[];
  /** Types of the webhooks an endpoint receives, in order per resource. */
  webhooks: readonly string[];
  /** True where `payment.pending` may be missing or not, depending on which message arrives first. */
  pendingOptional?: true;
}

export interface Telling {
  request: RequestEnd;
  acts: readonly Act[];
  failure?: FailureCode;
  end: End;
  /** The end where the reply was lost and no query can tell that nothing exists. */
  endWithoutReferenceQuery?: End;
  /** The end where the provider's words cannot tell `failure` from any other. */
  endUntold?: End;
}

export type NotApplicable = { notApplicable: string };

export interface Story {
  /** For people who choose a number. */
  about: { fr: string; en: string };
  push: Telling | NotApplicable;
  page: Telling | NotApplicable;
  payout: Telling | NotApplicable;
}

// ───────────── ends ─────────────

const ARRIVED = ['payment_succeeded', 'provider_fee'] as const satisfies readonly BookEntry[];
const PAID = ['payment.created', 'payment.pending', 'payment.succeeded'] as const;

const SUCCEEDED: End = { status: 'succeeded', flags: [], charges: 1, postings: ARRIVED, webhooks: PAID };
const PENDING: End = {
  status: 'pending',
  flags: [],
  charges: 0,
  postings: [],
  webhooks: ['payment.created', 'payment.pending'],
};

/** Whether the provider's client calls such a reply pending, or says that it cannot tell, is the same to the payer. */
const UNDECIDED: End = { ...PENDING, pendingOptional: true };

function failed(failureCode: FailureCode): End {
  const webhooks = ['payment.created', 'payment.pending', 'payment.failed'];
  return { status: 'failed', failureCode, flags: [], charges: 0, postings: [], webhooks };
}

function refusedAtRequest(failureCode: FailureCode): End {
  return { ...failed(failureCode), webhooks: ['payment.created', 'payment.failed'] };
}

const SUSPENSE: End = {
  ...PENDING,
  flags: ['suspense'],
  charges: 1,
  postings: ['suspense', 'provider_fee'],
  webhooks: [...PENDING.webhooks, 'discrepancy.opened'],
};

const SURPLUS: End = {
  ...SUCCEEDED,
  flags: ['surplus'],
  charges: 2,
  postings: [...ARRIVED, 'surplus', 'provider_fee'],
  webhooks: [...PAID, 'payment.surplus_received', 'discrepancy.opened'],
};

const GIVEN_BACK: End = {
  ...SUCCEEDED,
  postings: [...ARRIVED, 'reversed_by_provider'],
  webhooks: [...PAID, 'refund.succeeded', 'discrepancy.opened'],
};

// ───────────── tellings ─────────────

const APPROVED: Telling = {
  request: 'accepted',
  acts: [
    { after: 'approve', do: 'approve' },
    { after: 'at_once', do: 'callback' },
  ],
  end: SUCCEEDED,
};

/** A payer for whom nothing comes is let go when the page's session is over; with one attempt the payment ends there. */
const SESSION_OVER: End = {
  ...PENDING,
  status: 'expired',
  failureCode: 'session_expired',
  webhooks: [...PENDING.webhooks, 'payment.expired'],
};

/** On a page the click is the approval: what follows it is the same, at once. */
function onClick({ endWithoutReferenceQuery, ...telling }: Telling): Telling {
  const [first, ...rest] = telling.acts;
  const late = first?.after === 'late';
  const acts: Act[] = first === undefined ? [] : [{ ...first, after: late ? 'late' : 'at_once' }, ...rest];
  const blind = endWithoutReferenceQuery === undefined ? {} : { endWithoutReferenceQuery: SESSION_OVER };
  return { ...telling, acts, end: endOnPage(telling, late), ...blind };
}

/** The page itself was opened before a number was known, so even a refusal comes after `payment.pending`. */
function endOnPage({ request, failure, end }: Telling, late: boolean): End {
  if (late) return { ...end, webhooks: [...end.webhooks, 'payment.expired'] };
  if (typeof request === 'object' && failure !== undefined) return failed(failure);
  if (request === 'silent_lost') return failed(NOTHING_EXISTS);
  return end.status === 'pending' && end.charges === 0 ? SESSION_OVER : end;
}

function failing(failure: FailureCode): Telling {
  return {
    request: 'accepted',
    acts: [
      { after: 'approve', do: 'fail' },
      { after: 'at_once', do: 'callback' },
    ],
    failure,
    end: failed(failure),
  };
}

/** Over before the request is answered: whether the reply tells that it failed, or only leads to a query, is the wire's. */
function failingAtOnce(failure: FailureCode): Telling {
  return {
    request: 'accepted_after_callback',
    acts: [
      { after: 'at_once', do: 'fail' },
      { after: 'at_once', do: 'callback' },
    ],
    failure,
    end: { ...failed(failure), pendingOptional: true },
  };
}

const CANCELED_BY_MERCHANT: Telling = {
  ...failing('canceled_by_merchant'),
  end: {
    ...failed('canceled_by_merchant'),
    status: 'canceled',
    webhooks: [...PENDING.webhooks, 'payment.canceled'],
  },
  endUntold: failed('unspecified'),
};

const APPROVED_AT_ONCE: Telling = {
  request: 'accepted_after_callback',
  acts: [
    { after: 'at_once', do: 'approve' },
    { after: 'at_once', do: 'callback' },
  ],
  end: { ...SUCCEEDED, pendingOptional: true },
};

function refusing(refused: Refusal, failure: FailureCode): Telling {
  return { request: { refused }, acts: [], failure, end: refusedAtRequest(failure) };
}

function acting(acts: readonly Act[], end: End): Telling {
  return { request: 'accepted', acts, end };
}

/** The same on the handset and on the page. */
function both(about: Story['about'], push: Telling, payout: Story['payout'] = ONLY_PAYMENTS): Story {
  return { about, push, page: onClick(push), payout };
}

function failingBoth(about: Story['about'], failure: FailureCode): Story {
  return both(about, failing(failure));
}

const ONLY_PAYMENTS: NotApplicable = { notApplicable: 'A story of payments.' };
const ONLY_PAYOUTS: NotApplicable = { notApplicable: 'A story of payouts.' };
const NO_REQUEST_LEFT: NotApplicable = {
  notApplicable: 'The page was answered before the payer acts on it.',
};
const NO_PROMPT: NotApplicable = { notApplicable: 'A page has no prompt to wait for.' };

const ONLY_PROMPTS: NotApplicable = { notApplicable: 'A page has buttons and fields for how it may end.' };

const FOR_EVER: Telling = acting([], PENDING);

const LOST_REPLY: Telling = {
  ...APPROVED,
  request: 'silent_accepted',
  end: { ...SUCCEEDED, pendingOptional: true },
};

/** Our own word, once queries agree that nothing exists. */
const NOTHING_EXISTS: FailureCode = 'operator_unavailable';

const LOST_REQUEST: Telling = {
  request: 'silent_lost',
  acts: [],
  end: refusedAtRequest(NOTHING_EXISTS),
  // Nobody can ask: the attempt stays open and becomes `unresolved` after 72 hours.
  endWithoutReferenceQuery: { ...PENDING, webhooks: ['payment.created'] },
};

export const STORIES = {
  '789': both({ fr: 'Approuvé tout de suite', en: 'Approved at once' }, APPROVED, APPROVED),
  '700': {
    about: { fr: 'Approuvé après 20 s', en: 'Approved after 20 s' },
    push: acting(
      [
        { after: 'slow', do: 'approve' },
        { after: 'at_once', do: 'callback' },
      ],
      SUCCEEDED,
    ),
    page: NO_PROMPT,
    payout: ONLY_PAYMENTS,
  },
  '710': both(
    { fr: 'Approuvé trop tard : succès tardif', en: 'Approved too late: late success' },
    acting(
      [
        { after: 'late', do: 'approve' },
        { after: 'at_once', do: 'callback' },
      ],
      {
        ...SUCCEEDED,
        flags: ['late_if_ended'],
      },
    ),
  ),
  '019': failingBoth({ fr: 'Plafond du payeur atteint', en: 'Payer’s limit reached' }, 'payer_limit'),
  '029': failingBoth({ fr: 'Pas de compte à ce numéro', en: 'No wallet at this number' }, 'no_wallet'),
  '039': failingBoth({ fr: 'Refusé par le payeur', en: 'Declined by the payer' }, 'payer_declined'),
  '049': failingBoth({ fr: 'Solde insuffisant', en: 'Insufficient funds' }, 'insufficient_funds'),
  '059': failingBoth(
    { fr: 'Le payeur n’a pas répondu à temps', en: 'The payer did not answer in time' },
    'payer_timeout',
  ),
  '069': failingBoth({ fr: 'Échec sans raison donnée', en: 'Failed without a reason' }, 'unspecified'),
  '079': failingBoth({ fr: 'Compte bloqué', en: 'Wallet blocked' }, 'wallet_blocked'),
  '089': payoutOnly({ fr: 'Bénéficiaire introuvable', en: 'Recipient not found' }, 'recipient_not_found'),
  '099': payoutOnly({ fr: 'Plafond du bénéficiaire', en: 'Recipient’s limit' }, 'recipient_limit'),
  '109': both(
    { fr: 'Refusé dès la demande : opérateur en panne', en: 'Refused at the request: operator down' },
    refusing('operator_unavailable', 'operator_unavailable'),
    refusing('operator_unavailable', 'operator_unavailable'),
  ),
  '119': payoutOnly(
    { fr: 'Retrait échoué sans raison', en: 'Payout failed without a reason' },
    'unspecified',
  ),
  '129': both({ fr: 'En attente pour toujours', en: 'Pending for ever' }, FOR_EVER, FOR_EVER),
  '139': both(
    {
      fr: 'La demande reste sans réponse, le débit existe',
      en: 'The request gets no answer, the charge exists',
    },
    LOST_REPLY,
    LOST_REPLY,
  ),
  '149': both(
    { fr: 'La demande reste sans réponse, rien n’existe', en: 'The request gets no answer, nothing exists' },
    LOST_REQUEST,
    LOST_REQUEST,
  ),
  '159': both(
    { fr: 'Succès annoncé deux fois', en: 'Success told twice' },
    acting([...APPROVED.acts, { after: 'again', do: 'callback' }], SUCCEEDED),
  ),
  '169': both(
    { fr: 'Succès jamais annoncé', en: 'Success never told' },
    acting([{ after: 'approve', do: 'approve' }], SUCCEEDED),
  ),
  '179': {
    about: { fr: 'Annoncé avant la réponse à la demande', en: 'Told before the request is answered' },
    push: APPROVED_AT_ONCE,
    page: NO_REQUEST_LEFT,
    payout: APPROVED_AT_ONCE,
  },
  '189': both(
    { fr: 'Annonce un autre montant', en: 'States another amount' },
    acting(
      [
        { after: 'approve', do: 'approve_other_amount' },
        { after: 'at_once', do: 'callback' },
      ],
      SUSPENSE,
    ),
  ),
  '199': both(
    { fr: 'Une fausse annonce dit succès', en: 'A forged callback says success' },
    acting([{ after: 'approve', do: 'forged_callback' }], PENDING),
  ),
  '209': {
    about: { fr: 'Un autre paiement attend sur ce téléphone', en: 'Another payment waits on this phone' },
    push: refusing('payment_in_progress', 'payment_in_progress'),
    page: NO_PROMPT,
    payout: ONLY_PAYMENTS,
  },
  '219': both(
    {
      fr: 'Demande un code : 1234 bon, 0000 faux, 9999 expiré',
      en: 'Asks for a code: 1234 right, 0000 wrong, 9999 expired',
    },
    { ...APPROVED, request: 'asks_otp' },
  ),
  '239': both(
    { fr: 'Succès, puis remboursé par l’opérateur', en: 'Success, then given back by the operator' },
    acting(
      [
        ...APPROVED.acts,
        { after: 'again', do: 'announce_give_back' },
        { after: 'at_once', do: 'callback' },
        { after: 'again', do: 'give_back' },
        { after: 'at_once', do: 'callback' },
      ],
      GIVEN_BACK,
    ),
  ),
  '249': both(
    { fr: 'Payé deux fois sous une référence', en: 'Paid twice under one reference' },
    acting(
      [...APPROVED.acts, { after: 'again', do: 'charge_again' }, { after: 'at_once', do: 'callback' }],
      SURPLUS,
    ),
  ),
  '259': both(
    { fr: 'Refusé : trop de demandes à ce numéro', en: 'Refused: too many prompts to this number' },
    refusing('too_many_prompts', 'operator_unavailable'),
  ),
  '269': {
    about: { fr: 'Annulé par le marchand', en: 'Canceled by the merchant' },
    push: CANCELED_BY_MERCHANT,
    page: ONLY_PROMPTS,
    payout: ONLY_PAYMENTS,
  },
  '279': {
    about: { fr: 'Code secret faux', en: 'Wrong PIN' },
    push: failing('auth_failed'),
    page: ONLY_PROMPTS,
    payout: ONLY_PAYMENTS,
  },
  '289': {
    about: { fr: 'Échoué avant la réponse à la demande', en: 'Failed before the request is answered' },
    push: failingAtOnce('insufficient_funds'),
    page: NO_REQUEST_LEFT,
    payout: failingAtOnce('recipient_limit'),
  },
  '299': {
    about: { fr: 'Refusé dès la demande : service occupé', en: 'Refused at the request: service busy' },
    push: refusing('busy', 'operator_unavailable'),
    page: NO_REQUEST_LEFT,
    payout: refusing('busy', 'operator_unavailable'),
  },
} as const satisfies Record<string, Story>;

export type Ending = keyof typeof STORIES;

/** What a transaction follows: an ending, a prompt on a handset, an undecided page, or a decision already taken. */
export type StoryName = Ending | 'prompt' | 'page' | 'decided';

/** Any other ending, on the handset: a person answers, or after a while nobody does. */
export const PROMPT: Telling = {
  request: 'accepted',
  acts: [
    { after: 'unattended', do: 'approve_unattended' },
    { after: 'at_once', do: 'callback' },
  ],
  end: SUCCEEDED,
};

/** What is left to do once a person has decided: to tell the shop. */
export const DECIDED_ACTS: readonly Act[] = [{ after: 'at_once', do: 'callback' }];

/**
 * The ending a number chooses: its last three digits, whatever stands between them.
 *
 * @param number in any form; undefined when the payer has typed none
 * @returns undefined for "any other"
 */
export function endingOf(number: string | undefined): Ending | undefined {
  const digits = number?.replaceAll(/\D/g, '').slice(-3);
  return digits !== undefined && isEnding(digits) ? digits : undefined;
}

/** True for the three digits of a story. */
export function isEnding(digits: string): digits is Ending {
  return Object.hasOwn(STORIES, digits);
}

/**
 * What the operator does for a number, at one provider. Endings that cannot occur there, or not in this flow, are like
 * any other number.
 */
export function chooseStory(manifest: Manifest, flow: StoryFlow, number: string | undefined): StoryName {
  const chosen = endingOf(number);
  const ending = chosen === '219' && !asksForCode(manifest, flow) ? '789' : chosen;
  if (ending !== undefined && !('notApplicable' in tellingFor(manifest, ending, flow))) return ending;
  // A payout asks nobody: it simply succeeds.
  return flow === 'push' ? 'prompt' : flow === 'page' ? 'page' : '789';
}

/**
 * The story of an ending at one provider, or why it cannot occur there: the manifest's `story:<ending>` says so. A story
 * whose other end is known (149 without a query by our reference) is told all the same; a provider without OTP, and a
 * page, tell 219 as 789.
 */
export function tellingFor(manifest: Manifest, ending: Ending, flow: StoryFlow): Telling | NotApplicable {
  if (ending === '219' && !asksForCode(manifest, flow)) return STORIES['789'][flow];
  const telling: Telling | NotApplicable = STORIES[ending][flow];
  const reason = manifest.notApplicable[`story:${ending}`];
  if (reason === undefined || 'notApplicable' in telling) return telling;
  return telling.endWithoutReferenceQuery === undefined ? { notApplicable: reason } : telling;
}

/** A code is asked for after a prompt, by providers that have codes. */
function asksForCode(manifest: Manifest, flow: StoryFlow): boolean {
  return flow === 'push' && manifest.can.otp;
}

/**
 * The end to expect at one provider; undefined where the story cannot occur. Where a lost reply leaves nobody to ask, or
 * a refusal is told in a code that leaves the charge open, the end says so; a failure that the provider's words cannot
 * tell arrives as `unspecified`.
 *
 * @param tellsFee false where the provider's messages carry no fee: then no `provider_fee` is posted
 */
export function endFor(
  manifest: Manifest,
  { ending, flow, tellsFee }: { ending: Ending; flow: StoryFlow; tellsFee: boolean },
): End | undefined {
  const telling = tellingFor(manifest, ending, flow);
  if ('notApplicable' in telling) return undefined;
  const blind = canTellAbsence(manifest) ? undefined : telling.endWithoutReferenceQuery;
  const undecided = isOpenRefusal(manifest, telling.request) ? UNDECIDED : undefined;
  const untold = telling.failure !== undefined && toldAs(manifest, flow, telling.failure) !== telling.failure;
  const { failureCode, ...end } =
    undecided ?? blind ?? (untold ? telling.endUntold : undefined) ?? telling.end;
  const ours = telling.request === 'silent_lost' || failureCode === 'session_expired';
  const told = failureCode === undefined || ours ? failureCode : toldAs(manifest, flow, failureCode);
  return {
    ...end,
    ...(told === undefined ? {} : { failureCode: told }),
    postings: tellsFee ? end.postings : end.postings.filter((entry) => entry !== 'provider_fee'),
  };
}

function isOpenRefusal({ openRefusals = [] }: Manifest, request: RequestEnd): boolean {
  return typeof request === 'object' && openRefusals.includes(request.refused);
}

/** The manifest lists what the wire can tell after a prompt; of a page it tells that it failed. Our own words stay. */
function toldAs(manifest: Manifest, flow: StoryFlow, code: FailureCode): FailureCode {
  return flow !== 'page' && manifest.failureCodes.includes(code) ? code : 'unspecified';
}

/** By our reference, and in words of its own: where "not found" and a refusal are one answer, nobody can tell. */
function canTellAbsence({ queryBy, can }: Manifest): boolean {
  return queryBy === 'reference' && can.tellAbsence;
}

function payoutOnly(about: Story['about'], failure: FailureCode): Story {
  return { about, push: ONLY_PAYOUTS, page: ONLY_PAYOUTS, payout: failing(failure) };
}

import type { FormEcho } from '#components/checkout/view.ts';
import { offeredOnPage } from '#lib/compat/page.ts';
import type { Country } from '#lib/countries.ts';
import { isOperatorId, OPERATORS, type OperatorId } from '#lib/operators/catalogue.ts';
import { goToProvider } from '#lib/payments/go.ts';
import { storedMoney } from '#lib/payments/record.ts';
import { isOnProvidersPage, submitPayment } from '#lib/payments/submit.ts';
import { formatNational, type Phone, type PhoneProblem, parsePhone } from '#lib/phone.ts';
import { type AvailableOperator, availableOperators } from '#lib/routing/connections.ts';
import { isPhoneLocked } from '../checkout-view.ts';
import { answerDeparture } from '../departure.ts';
import { answerForm, type PageForm, type RouteParams } from '../form.ts';
import { likelyOperator } from '../likely.ts';
import { customerPhoneOf } from '../load.ts';
import { type RememberedAccount, rememberCookie } from '../remembered.ts';

/** "Pay": one operator, one number. A push goes to the phone; a provider's own page is gone to at once. */
export function POST(request: Request, params: RouteParams): Promise<Response> {
  return answerForm(request, params, async (form) => {
    const { payment } = form.record;
    if (!payment.hosted || payment.status !== 'created') return form.back();
    const chosen = form.field('operator', 40);
    const remember = form.field('remember', 1) === '1';
    const named = await customerPhoneOf(payment);
    const locked = isPhoneLocked(payment, named);
    const text = form.field('phone', 60);
    const country = payment.country as Country; // held to the list by a CHECK
    const sent: FormEcho = {
      ...(isOperatorId(chosen) && { operator: chosen }),
      ...(text && { phone: text }),
      ...(remember && { remember }),
    };
    const parsed = parsePhone(text, country);
    const amount = storedMoney(payment.amount, payment.currency);
    const operators = await offeredOnPage(payment, await availableOperators(payment, country, amount));
    const operator = isOperatorId(chosen) ? chosen : parsed.ok && likelyOperator(parsed.phone, operators);
    if (!operator) {
      // A number that is mended may name its operator: one thing is asked for at a time.
      const problem =
        parsed.ok || text === '' ? ({ error: 'operator_missing' } as const) : problemEcho(parsed.problem);
      return form.back({ ...sent, ...problem });
    }
    const option = operators.find((offered) => offered.operator === operator);
    if (option === undefined || !option.available) return form.back({ ...sent, error: refusalOf(option) });
    if (!option.asksPhone) return leave(form, { operator });
    if (!parsed.ok) return form.back({ ...sent, ...problemEcho(parsed.problem) });
    if (locked && parsed.phone.e164 !== named?.e164) return form.back({ ...sent, error: 'phone_locked' });
    const likely = contradiction(option, parsed.phone, operators);
    if (likely !== undefined && form.field('sure', 1) !== '1') {
      return form.back({ ...sent, phone: formatNational(parsed.phone), likely, error: 'operator_mismatch' });
    }
    const charge = { operator, phone: parsed.phone };
    const answer = isOnProvidersPage(option.flow)
      ? await leave(form, charge)
      : await send(form, charge, sent);
    if (!locked && !form.framed)
      keepAccount(answer, { account: remember ? charge : undefined, wasKept: form.field('kept', 1) === '1' });
    return answer;
  });
}

/** A prompt to the phone; the page then shows where it stands. */
async function send(
  form: PageForm,
  charge: { operator: OperatorId; phone: Phone },
  sent: FormEcho,
): Promise<Response> {
  await submitPayment({ paymentId: form.id, ...charge });
  return form.back(sent);
}

/** Keeps the account on this device when its payer asked for that, and forgets it when the payer took the tick away. */
function keepAccount(
  answer: Response,
  { account, wasKept }: { account: RememberedAccount | undefined; wasKept: boolean },
): void {
  if (account !== undefined || wasKept) answer.headers.append('Set-Cookie', rememberCookie(account));
}

/** To the provider's page, at once. */
async function leave(form: PageForm, charge: { operator: OperatorId; phone?: Phone }): Promise<Response> {
  await submitPayment({ paymentId: form.id, ...charge });
  // In a shop's window the page's own button leads on, and out of it; an app's code is scanned where it is.
  if (form.framed && !(form.desktop && OPERATORS[charge.operator].linkOpensApp)) return form.back();
  return answerDeparture(form, await goToProvider({ paymentId: form.id }));
}

/**
 * The operator that the number looks like, where it is another one than chosen and the provider goes by the number: the
 * request would then land at the other operator. Wallets that run on any network's number contradict none.
 */
function contradiction(
  option: AvailableOperator,
  phone: Phone,
  operators: readonly AvailableOperator[],
): OperatorId | undefined {
  if (option.chosenBy !== 'phone' || OPERATORS[option.operator].prefixes.length === 0) return undefined;
  const likely = likelyOperator(phone, operators);
  return likely === option.operator ? undefined : likely;
}

function refusalOf(option: AvailableOperator | undefined): FormEcho['error'] & string {
  return option === undefined || option.reason === 'down' ? 'operator_unavailable' : 'amount_out_of_range';
}

function problemEcho({ code, ...values }: PhoneProblem): FormEcho {
  return { ...values, error: `phone_${code}` };
}

/**
 * Every story of the sandbox's table that My-CoolPay can have, as direct charges through the API and as payments on the
 * provider's page: final status, charges in the sandbox's journal, postings and webhooks, counted and equal to the table.
 */
import { expect, test } from '@playwright/test';
import { providerById } from '#lib/providers/index.ts';
import { type End, endFor, isEnding, STORIES } from '#lib/sandbox/stories.ts';
import { api, countsOf, demo, hostedPayment, newReference, type Payment, rows } from './demo.ts';

const { manifest } = providerById('my-coolpay');
const ENDINGS = Object.keys(STORIES).filter(isEnding);

for (const ending of ENDINGS) {
  for (const flow of ['push', 'page'] as const) {
    const end = endFor(manifest, { ending, flow, tellsFee: true });
    const where = flow === 'push' ? 'on the phone' : 'on the provider’s page';
    test(`a number that ends in ${ending}, ${where}: ${STORIES[ending].about.en}`, async () => {
      const telling = STORIES[ending][flow];
      const reason =
        'notApplicable' in telling ? telling.notApplicable : manifest.notApplicable[`story:${ending}`];
      test.skip(end === undefined, reason ?? 'This cannot occur here.');
      if (end === undefined) return;
      test.setTimeout(120_000);

      if (flow === 'push' && ending === '259') return expectTooManyPrompts();
      const started = flow === 'push' ? await charge(ending) : await payOnPage(ending);
      if (flow === 'push' && ending === '219') await enterCodes(started);
      await expectEnd(started.id, end);
      await expectStays(started.id, ending);
      await expectEnd(started.id, end);
    });
  }
}

/** Cross itself counts the prompts of a number, so this one never reaches an operator; in test mode 259 shows it. */
async function expectTooManyPrompts(): Promise<void> {
  const reference = newReference();
  const phone = '+237670000259';
  const body = { amount: 1500, currency: 'XAF', reference, operator: 'cm-mtn', phone };
  expect(await api('POST', '/payments', body, [429])).toMatchObject({ code: 'too_many_requests' });
  expect(await rows('SELECT 1 FROM payments WHERE reference = $1', [reference])).toEqual([]);
}

/** Waits for the end that the table promises: status, charges in the sandbox's journal, postings and webhooks. */
async function expectEnd(paymentId: string, end: End): Promise<void> {
  const expected = {
    status: end.status,
    failure: end.failureCode ?? null,
    surplus: end.flags.includes('surplus'),
    suspense: end.flags.includes('suspense'),
    charges: end.charges,
    postings: [...end.postings].sort(),
    webhooks: [...end.webhooks].sort(),
  };
  await expect
    .poll(async () => withoutOptional(await stateOf(paymentId), end.pendingOptional), { timeout: 90_000 })
    .toEqual(withoutOptional(expected, end.pendingOptional));
}

async function stateOf(id: string) {
  const payment = await api<Payment>('GET', `/payments/${id}`);
  const [flags] = await rows<{ surplus: boolean; suspense: boolean }>(
    'SELECT surplus, suspense FROM payments WHERE id = $1',
    [id],
  );
  return {
    status: payment.status,
    failure: payment.failure?.code ?? null,
    ...flags,
    ...(await countsOf(id)),
  };
}

/** Where two messages race, `payment.pending` may come or not; everything else is certain. */
function withoutOptional<T extends { webhooks: string[] }>(state: T, optional: true | undefined): T {
  return optional
    ? { ...state, webhooks: state.webhooks.filter((type) => type !== 'payment.pending') }
    : state;
}

/** What a browser does, without one: choose the card, pay on the simulated page with this number, follow the way back. */
async function payOnPage(ending: string): Promise<Payment> {
  const payment = await hostedPayment({ attempts_max: 1 });
  const page = await submit(`${payment.checkout_url}/charge`, { operator: 'cm-card' });
  expect(page).toContain('/sandbox/pay/');
  const decide = `${page.split('?')[0]}/decide`;
  const back = await submit(decide, { action: 'approve', number: `670000${ending}`, operator: 'cm-card' });
  if (back.includes('/pay/back')) await fetch(back, { redirect: 'manual' });
  return payment;
}

/** Posts a form as our own page would; returns where the browser is sent. */
async function submit(address: string, fields: Record<string, string>): Promise<string> {
  const response = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: demo.base_url },
    body: new URLSearchParams(fields),
  });
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '', address).href;
}

test('a code that has expired (9999) ends the attempt', async () => {
  const { id } = await charge('219');
  const refused = await api<{ code: string }>('POST', `/payments/${id}/authorize`, { code: '9999' }, [422]);
  expect(refused.code).toBe('otp_invalid');
  await expect.poll(async () => (await api('GET', `/payments/${id}`)).status).toBe('failed');
  expect(await countsOf(id)).toMatchObject({ charges: 0, postings: [] });
});

function charge(ending: string): Promise<Payment> {
  return api('POST', '/payments', {
    amount: 1500,
    currency: 'XAF',
    reference: newReference(),
    operator: 'cm-mtn',
    phone: `+237670000${ending}`,
  });
}

async function enterCodes({ id, next_action }: Payment): Promise<void> {
  expect(next_action?.type).toBe('enter_otp');
  const refused = await api<{ code: string }>('POST', `/payments/${id}/authorize`, { code: '0000' }, [422]);
  expect(refused.code).toBe('otp_invalid');
  await api('POST', `/payments/${id}/authorize`, { code: '1234' });
}

/**
 * An end that is reached must also stay. What could still change it is waited for by its trace: every step of the
 * simulated operator is done, every callback was read, and the provider was asked again.
 */
async function expectStays(paymentId: string, ending: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const [left] = await rows<{ steps: string; callbacks: string }>(
          `SELECT count(t.next_step_at) AS steps,
             (SELECT count(*) FROM callbacks c WHERE c.next_try_at IS NOT NULL) AS callbacks
           FROM attempts a LEFT JOIN sandbox_transactions t ON t.reference = a.reference WHERE a.payment_id = $1`,
          [paymentId],
        );
        return [left?.steps, left?.callbacks];
      },
      { timeout: 30_000, message: `the operator's part of ${ending} ends` },
    )
    .toEqual(['0', '0']);
}

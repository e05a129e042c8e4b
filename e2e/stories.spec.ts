/**
 * Every story of the sandbox's table that My-CoolPay can have, as direct charges through the API: final status, charges
 * in the sandbox's journal, postings and webhooks, counted and equal to the table.
 */
import { expect, test } from '@playwright/test';
import { providerById } from '#lib/providers/index.ts';
import { endFor, isEnding, STORIES } from '#lib/sandbox/stories.ts';
import { api, countsOf, newReference, type Payment, rows } from './demo.ts';

const { manifest } = providerById('my-coolpay');
const ENDINGS = Object.keys(STORIES).filter(isEnding);

for (const ending of ENDINGS) {
  const end = endFor(manifest, { ending, flow: 'push', tellsFee: true });
  test(`a number that ends in ${ending}: ${STORIES[ending].about.en}`, async () => {
    test.skip(end === undefined, manifest.notApplicable[`story:${ending}`] ?? 'A story of payouts.');
    if (end === undefined) return;
    test.setTimeout(60_000);

    const started = await charge(ending);
    if (ending === '219') await enterCodes(started);

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
      .poll(async () => withoutOptional(await stateOf(started.id), end.pendingOptional), { timeout: 45_000 })
      .toEqual(withoutOptional(expected, end.pendingOptional));
    await expectStays(started.id, ending);
    expect(withoutOptional(await stateOf(started.id), end.pendingOptional)).toEqual(
      withoutOptional(expected, end.pendingOptional),
    );
  });
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

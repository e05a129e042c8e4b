import { beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { truncateAll } from '#lib/testing/database.ts';
import { askNow } from './ask-now.ts';
import { addNote, listNotes, noteFields } from './notes.ts';
import { queryAttempt } from './query.ts';
import { submitPayment } from './submit.ts';
import { aShop, PAYER } from './testing/shop.ts';

beforeEach(truncateAll);

async function asked() {
  const shop = await aShop();
  const { payment } = await shop.pay();
  let lines = 0;
  const ask = () =>
    askNow(payment, {
      now: shop.clock.now(),
      asked: async () => {
        lines += 1;
      },
    });
  return { shop, payment, ask, lines: () => lines };
}

test('nothing was requested: there is nobody to ask, and no line is written', async () => {
  const { ask, lines } = await asked();
  expect(await ask()).toBe('nobody_to_ask');
  expect(lines()).toBe(0);
});

test('a person may ask also about what has ended, and not over and over', async () => {
  const { shop, payment, ask, lines } = await asked();
  await submitPayment({ paymentId: payment.id, operator: 'cm-mtn', phone: PAYER }, shop.deps);
  shop.clock.advance(1_000);
  const results = await Promise.all([ask(), ask()]);
  expect(results.sort()).toEqual(['asked', 'asked_just_now']);
  expect(lines()).toBe(1);
  const attempt = await db.attempt.findFirstOrThrow({ where: { paymentId: payment.id } });
  expect(attempt.nextQueryAt).toEqual(shop.clock.now());
  await queryAttempt(attempt.id, shop.deps);
  expect(await ask()).toBe('asked_just_now');
  await db.attempt.update({ where: { id: attempt.id }, data: { nextQueryAt: null } });
  shop.clock.advance(60_000);
  expect(await ask()).toBe('asked');
});

test('notes belong to one payment, the newest first', async () => {
  const { shop, payment } = await asked();
  for (const text of ['first', 'second']) {
    shop.clock.advance(1_000);
    expect(await addNote(db, payment, { memberId: 'mem_1', text, now: shop.clock.now() })).toBe(true);
  }
  expect((await listNotes(payment)).map(({ text }) => text)).toEqual(['second', 'first']);
  expect(await listNotes({ ...payment, merchantId: 'mer_other' })).toEqual([]);
  expect(noteFields.safeParse({ text: '  ' }).success).toBe(false);
  expect(noteFields.safeParse({ text: 'x'.repeat(1_001) }).success).toBe(false);
});

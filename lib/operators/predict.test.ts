import { expect, test } from 'vitest';
import { parseE164 } from '#lib/phone.ts';
import { predictOperator } from './predict.ts';

test.each([
  ['+22870123456', 'tg-tmoney'],
  ['+22893123456', 'tg-tmoney'],
  ['+22878123456', 'tg-flooz'],
  ['+22896123456', 'tg-flooz'],
  ['+22873123456', undefined], // valid since 2026, whose is not published
  ['+2250712345678', 'ci-orange'],
  ['+2250512345678', 'ci-mtn'],
  ['+2250112345678', 'ci-moov'],
  ['+237650123456', 'cm-mtn'],
  ['+237654123456', 'cm-mtn'],
  ['+237677123456', 'cm-mtn'],
  ['+237683123456', 'cm-mtn'],
  ['+237640123456', 'cm-orange'],
  ['+237655123456', 'cm-orange'],
  ['+237689123456', 'cm-orange'],
  ['+237699123456', 'cm-orange'],
  ['+237660123456', undefined], // Nexttel: no wallet
  ['+237684123456', undefined], // Nexttel
  ['+237620123456', undefined], // Camtel
  ['+237242123456', undefined], // Camtel
  ['+243812345678', 'cd-mpesa'],
  ['+243862345678', 'cd-mpesa'],
  ['+243802345678', 'cd-orange'],
  ['+243842345678', 'cd-orange'],
  ['+243892345678', 'cd-orange'],
  ['+243962345678', 'cd-airtel'],
  ['+243992345678', 'cd-airtel'],
  ['+243902345678', 'cd-afrimoney'],
  ['+243872345678', undefined], // valid since 2026, whose is not published
])('%s is probably %s', (e164, operator) => {
  const phone = parseE164(e164);
  expect(phone).toBeDefined();
  if (phone !== undefined) expect(predictOperator(phone)).toBe(operator);
});

import { expect, it } from 'vitest';
import { phonePattern, timelineOf, timelineOfMessage } from './timeline.ts';

const hidden = {
  names: ['customer_phone_number', 'code'],
  values: ['fake-private-key', undefined, ''],
  phones: phonePattern({ dialCode: '237', first: '[26]', digits: 9 }),
};

it('hides members by name in any case and depth, and known values wherever they stand', () => {
  const message = {
    Code: '1234',
    list: [{ customer_phone_number: 1 }],
    text: 'key fake-private-key.',
    kept: true,
  };
  expect(timelineOfMessage(message, hidden)).toEqual({
    body: { list: [{}], text: 'key [hidden].', kept: true },
  });
});

it.each(['670000789', '+237670000789', '00237 670 00 07 89', '237-670-000-789', 670000789])(
  'hides the number %s',
  (phone) => {
    expect(JSON.stringify(timelineOfMessage({ text: phone }, hidden))).toContain('[hidden]');
    expect(JSON.stringify(timelineOfMessage({ text: `le ${phone}.` }, hidden))).toContain('le [hidden].');
  },
);

it.each(['MP-0001', '20261121123456', '1500', '2026-11-21 12:30:00', '999670000789'])(
  'leaves %s readable',
  (text) => {
    expect(timelineOfMessage({ text }, hidden)).toEqual({ body: { text } });
  },
);

it('shows what an unreadable answer was, cut short', () => {
  const text = `<html>${'x'.repeat(2000)}</html>`;
  const shown = timelineOf({ kind: 'reply', status: 502, text }, hidden);
  expect(shown).toMatchObject({ http_status: 502 });
  expect(JSON.stringify(shown).length).toBeLessThan(600);
  expect(timelineOf({ kind: 'silence', reason: 'time-out' }, hidden)).toEqual({ silence: 'time-out' });
});

import { beforeEach, expect, test, vi } from 'vitest';
import { addMs } from '#lib/clock.ts';
import { memoryCookie, memoryParameter, rememberedIn } from './memory.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const SLUG = 'abcdefghjkmnpq';
const MEMORY = { payment: 'pay_x', amount: '1 500', name: 'Awa Koffi' };

beforeEach(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody:nothing@127.0.0.1:5432/none');
});

const visit = ({ typed = '', cookie = '' }) =>
  new Request(`https://pay.example/l/${SLUG}?typed=${typed}`, { headers: { cookie } });

test('a browser remembers by its cookie, which names nobody and is read by no script', () => {
  const line = memoryCookie(SLUG, MEMORY);
  expect(line).toMatch(/; HttpOnly; SameSite=Lax/);
  expect(Buffer.from(line, 'base64url').toString('latin1')).not.toContain('Koffi');
  const cookie = `other=1; ${line.split(';')[0]}`;
  expect(rememberedIn(visit({ cookie }), SLUG, { framed: false, now: NOW })).toEqual(MEMORY);
  expect(rememberedIn(visit({ cookie }), 'another', { framed: false, now: NOW })).toEqual({});
});

test('a window remembers by its address, for half an hour, and a page outside a window never does', () => {
  const typed = memoryParameter(SLUG, MEMORY, NOW);
  const read = (minutes: number, framed = true) =>
    rememberedIn(visit({ typed }), SLUG, { framed, now: addMs(NOW, minutes * 60_000) });
  expect(read(29)).toEqual(MEMORY);
  expect(read(31)).toEqual({});
  expect(read(1, false)).toEqual({});
  expect(rememberedIn(visit({ typed: typed.slice(4) }), SLUG, { framed: true, now: NOW })).toEqual({});
});

test('what a cookie sealed for ever does not become an address that never ends', () => {
  const value = /=([^;]*)/.exec(memoryCookie(SLUG, MEMORY))?.[1] ?? '';
  expect(rememberedIn(visit({ typed: value }), SLUG, { framed: true, now: NOW })).toEqual({});
});

import { expect, test } from 'vitest';
import { webhookAnswer } from './webhook-answer.ts';

test.each([
  [{ status: 200, error: null }, '200', '200'],
  [{ status: 500, error: 'Answered 500.' }, '500', '500'],
  [
    { status: null, error: 'Not sent: ECONNREFUSED.' },
    'le serveur refuse la connexion (ECONNREFUSED)',
    'the server refuses the connection (ECONNREFUSED)',
  ],
  [
    { status: null, error: 'No complete answer: time-out.' },
    'le serveur ne répond pas à temps (time-out)',
    'the server does not answer in time (time-out)',
  ],
  [
    { status: null, error: 'Not sent: CERT_HAS_EXPIRED.' },
    'le certificat du serveur n’est pas valable (CERT_HAS_EXPIRED)',
    'the server’s certificate is not valid (CERT_HAS_EXPIRED)',
  ],
  [
    { status: null, error: 'Not sent: not an address.' },
    'Not sent: not an address.',
    'Not sent: not an address.',
  ],
  [{ status: null, error: null }, 'pas de réponse', 'no answer'],
])('%j reads %s', (answer, fr, en) => {
  expect(webhookAnswer(answer, 'fr')).toBe(fr);
  expect(webhookAnswer(answer, 'en')).toBe(en);
});

test('a redirect says what to do', () => {
  expect(webhookAnswer({ status: 301, error: 'Answered 301: …' }, 'en')).toMatch(/^301: .*final address/);
});

/** The owner of a simulated handset confirms or declines. The PIN is play: any four digits, kept nowhere. */
import { mayUseHandset } from '#lib/sandbox/access.ts';
import { answerPrompt, readHandsetNumber } from '#lib/sandbox/handset.ts';
import { forbidden, gone, readOwnForm, seeOther } from '../../form.ts';
import { address } from '../../frame.tsx';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function POST(request: Request): Promise<Response> {
  if (!mayUseHandset()) return gone();
  const form = await readOwnForm(request);
  if (form === undefined) return forbidden();
  const number = form.field('number', 30);
  const phone = readHandsetNumber(number);
  const transactionId = form.field('prompt', 36);
  const back = (error?: string) => seeOther(address('/sandbox/phone', { number, lang: form.lang, error }));
  if (phone === undefined || !UUID.test(transactionId)) return back();
  const answer = form.field('answer', 10) === 'approve' ? 'approve' : 'decline';
  if (answer === 'approve' && !/^\d{4}$/.test(form.field('pin', 10))) return back('pin');
  const result = await answerPrompt({ transactionId, phone: phone.e164, answer });
  return back(result === 'gone' ? 'gone' : undefined);
}

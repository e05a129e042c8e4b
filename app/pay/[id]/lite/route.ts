import { answerPage } from '../answer-page.tsx';
import type { RouteParams } from '../form.ts';

/** The payer's page without script, by its own address. */
export function GET(request: Request, params: RouteParams): Promise<Response> {
  return answerPage(request, params, 'lite');
}

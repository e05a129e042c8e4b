import { answerPage } from './answer-page.tsx';
import type { RouteParams } from './form.ts';

/** The payer's page, in the weight that suits the browser. */
export function GET(request: Request, params: RouteParams): Promise<Response> {
  return answerPage(request, params);
}

import { problemResponse, requestIdOf } from '#lib/api/problem.ts';
import { AppError } from '#lib/errors.ts';

/** Whatever is not served below /api/v1, in the same shape as every other refusal. */
async function refuse(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const error = new AppError('not_found', `Nothing is served at ${pathname}. See /docs for what is.`);
  return problemResponse(error, { requestId: requestIdOf(request) });
}

export { refuse as DELETE, refuse as GET, refuse as OPTIONS, refuse as PATCH, refuse as POST, refuse as PUT };

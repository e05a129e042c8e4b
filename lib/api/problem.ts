/** Every refusal of the API in one shape, `application/problem+json` (RFC 9457). The only place that makes one. */
import { env } from '#lib/env.ts';
import { AppError, type ErrorCode, type FieldError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { log } from '#lib/log.ts';

export interface Problem {
  /** Page that explains the code. */
  type: string;
  title: string;
  status: number;
  /** A sentence that tells the caller what to do. */
  detail: string;
  code: ErrorCode;
  errors?: readonly FieldError[];
  request_id: string;
}

/** What an error tells the caller. An unexpected one is logged whole and told as nothing but its request id. */
export function problemOf(
  error: unknown,
  requestId: string,
): { problem: Problem; headers: Record<string, string> } {
  const known = error instanceof AppError ? error : unexpected(error, requestId);
  if (known.detail !== undefined) {
    log.info({ request_id: requestId, code: known.code, detail: known.detail }, 'refused');
  }
  const problem: Problem = {
    type: `${env().publicUrl}/docs#${known.code}`,
    title: title(known.code),
    status: known.status,
    detail: known.publicMessage,
    code: known.code,
    ...(known.errors === undefined ? {} : { errors: known.errors }),
    request_id: requestId,
  };
  return { problem, headers: { ...known.headers } };
}

/** The refusal as an HTTP answer; `headers` are added to the error's own. */
export function problemResponse(
  error: unknown,
  { requestId, headers = {} }: { requestId: string; headers?: Record<string, string> },
): Response {
  const made = problemOf(error, requestId);
  return new Response(JSON.stringify(made.problem), {
    status: made.problem.status,
    headers: {
      ...headers,
      ...made.headers,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'Request-Id': requestId,
    },
  });
}

/** The id our own HTTP server gave the request (and logged it under); a fresh one where there is no such server. */
export function requestIdOf(request: Request): string {
  return request.headers.get('request-id') ?? newId('req');
}

/** `payment_final` → "Payment final". */
export function title(code: ErrorCode): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function unexpected(error: unknown, requestId: string): AppError {
  log.error({ request_id: requestId, err: error }, 'an API request ended in an unexpected error');
  return new AppError(
    'internal_error',
    'Something went wrong on our side. Nothing is known to be lost: send the same request again with the same ' +
      'Idempotency-Key, or read the payment, and tell us the request id if it stays so.',
  );
}

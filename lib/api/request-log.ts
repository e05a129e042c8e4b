import { systemClock } from '#lib/clock.ts';
import { noteRequest } from '#lib/merchants/request-log.ts';
import type { Mode } from '#lib/payments/types.ts';
import type { SeenKey } from './authenticate.ts';

/**
 * Follows one request for the request log. A request whose key nobody knows is nobody's, and not kept. The path goes in
 * without its query: that may hold a phone number.
 */
export function beginRequestLog(request: Request, requestId: string) {
  const at = systemClock.now();
  const started = performance.now();
  const seen: SeenKey = {};
  return {
    seen,
    /** The answer is made; nothing here waits. */
    end({ status, code }: { status: number; code?: string }): void {
      const { key } = seen;
      if (key === undefined) return;
      noteRequest({
        merchantId: key.merchantId,
        appId: key.appId,
        mode: key.mode as Mode, // held to the list by a CHECK
        requestId,
        method: request.method,
        path: new URL(request.url).pathname,
        status,
        errorCode: code ?? null,
        keyHint: key.hint,
        peer: request.headers.get('x-cross-peer') ?? '',
        durationMs: Math.round(performance.now() - started),
        at,
      });
    },
  };
}

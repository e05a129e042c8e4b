import { RateLimiterRes } from 'rate-limiter-flexible';
import { systemClock } from '#lib/clock.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import { type HttpSend, sendHttp } from '#lib/http.ts';
import { log } from '#lib/log.ts';
import { postgresLimiter } from '#lib/postgres-limiter.ts';
import { providerById } from '#lib/providers/index.ts';
import { connectionContext } from '#lib/routing/connection-context.ts';

/** A provider may lock an account that is asked too often with a wrong password. */
export const CHECKS = { points: 6, seconds: 60 } as const;

export type CheckResult = 'works' | 'credentials_refused' | 'unreachable' | 'unclear' | 'limited';

/** Asks the provider something that moves no money, to learn whether address and credentials work. Never throws. */
export async function checkNow(connection: Connection, send: HttpSend = sendHttp): Promise<CheckResult> {
  try {
    await postgresLimiter({ keyPrefix: 'connection-check', ...CHECKS }).consume(connection.id);
    const context = connectionContext(connection, { clock: systemClock, send });
    const check = await providerById(connection.provider).checkConnection(context);
    return check.ok ? 'works' : check.problem;
  } catch (error) {
    if (error instanceof RateLimiterRes) return 'limited';
    log.error({ err: error, connection: connection.id }, 'a connection check broke; nothing can be told');
    return 'unclear';
  }
}

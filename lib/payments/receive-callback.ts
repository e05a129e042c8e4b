/**
 * A provider's callback (domain rule 9): stored raw and sealed before it is acknowledged, then read to the end by the
 * worker, so that a crash between the two loses nothing.
 */
import { addMs } from '#lib/clock.ts';
import { crashPoint } from '#lib/crash-points.ts';
import { db, notifyDue } from '#lib/db.ts';
import type { Attempt, Connection } from '#lib/generated/prisma/client.ts';
import { newUuid } from '#lib/ids.ts';
import { log } from '#lib/log.ts';
import { PROVIDERS, providerById } from '#lib/providers/index.ts';
import type { Acknowledgement, CallbackReading, CallbackRequest } from '#lib/providers/provider.ts';
import { connectionContext } from '#lib/routing/connection-context.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, seal } from '#lib/secrets.ts';
import { timings } from '#lib/timings.ts';
import { applyObservation } from './apply-observation.ts';
import { type Deps, deps as productionDeps } from './types.ts';

/** The connection a callback address belongs to; unknown tokens are 404 for everyone. */
export async function findCallbackConnection(
  provider: string,
  token: string,
): Promise<Connection | undefined> {
  if (!Object.hasOwn(PROVIDERS, provider)) return undefined;
  const connection = await db.connection.findUnique({ where: { callbackToken: token } });
  return connection?.provider === provider ? connection : undefined;
}

/** Stores the callback, checks it as its protocol says, and answers as the provider expects. */
export async function receiveCallback(
  connection: Connection,
  request: CallbackRequest,
  deps: Deps = productionDeps(),
): Promise<Acknowledgement> {
  const id = newUuid();
  crashPoint('callback-unstored');
  await db.callback.create({
    data: {
      id,
      connectionId: connection.id,
      peer: request.peer,
      sealed: seal(JSON.stringify(request), sealPurpose.callback(id)),
      nextTryAt: deps.clock.now(),
      receivedAt: deps.clock.now(),
    },
  });
  crashPoint('callback-stored');
  const reading = await read(connection, request, deps).catch((error: unknown) => {
    // Ours, not the provider's: the row stays and is read again, and the provider may send again.
    log.error({ err: error, callbackId: id }, 'a callback could not be read yet');
    return undefined;
  });
  if (reading?.kind === 'refused') await finish(id, { status: 'refused', reason: reading.reason });
  else await notifyDue();
  crashPoint('callback-acknowledged');
  if (reading === undefined) return { status: 503, contentType: 'text/plain', body: 'Try again later' };
  return providerById(connection.provider).acknowledge(reading);
}

/** Reads a stored callback to the end: finds its attempt, notes what it says, asks the provider. Called by the worker. */
export async function processCallback(callbackId: string, deps: Deps = productionDeps()): Promise<void> {
  const row = await db.callback.findUnique({ where: { id: callbackId } });
  if (row === null || row.status !== 'received') return;
  crashPoint('callback-taken');
  const connection = await db.connection.findUniqueOrThrow({ where: { id: row.connectionId } });
  const request: CallbackRequest = JSON.parse(open(row.sealed, sealPurpose.callback(row.id))); // sealed above alone
  const reading = await read(connection, request, deps);
  if (reading.kind === 'refused') return finish(row.id, { status: 'refused', reason: reading.reason });
  const attempt = reading.transaction === 'payment' ? await findAttempt(connection, reading) : undefined;
  if (attempt === undefined)
    return finish(row.id, { status: 'unmatched', reason: 'no transaction of this connection' });

  // What is no proof makes the attempt due: the provider is asked under its connection's cap, until it says something.
  const { paymentId } = attempt;
  await applyObservation({ paymentId, attemptId: attempt.id, observation: reading.observation }, deps);
  crashPoint('callback-applied');
  await finish(row.id, { status: 'done', attemptId: attempt.id });
}

const WAITING_MAX = 20;

/**
 * Reads the newest callbacks of a connection that the worker has not come to yet: for a payer who comes back while the
 * notification is waiting. What cannot be read is left to the worker.
 */
export async function processWaitingCallbacks(connectionId: string, deps: Deps): Promise<void> {
  const waiting = await db.callback.findMany({
    where: { connectionId, status: 'received', nextTryAt: { not: null } },
    orderBy: { receivedAt: 'desc' },
    take: WAITING_MAX,
    select: { id: true },
  });
  for (const { id } of waiting) {
    await processCallback(id, deps).catch((error: unknown) => {
      log.error({ err: error, callbackId: id }, 'a waiting callback could not be read yet');
    });
  }
}

/** When a callback could not be read to the end (a bug, a lost database): later and later, then it waits for a person. */
export async function postponeCallback(callbackId: string, deps: Deps = productionDeps()): Promise<void> {
  const row = await db.callback.findUnique({ where: { id: callbackId } });
  if (row === null) return;
  const delayMs = timings().callbackRetryMs[row.triesCount + 1];
  await db.callback.update({
    where: { id: callbackId },
    data: {
      triesCount: { increment: 1 },
      leaseUntil: null,
      nextTryAt: delayMs === undefined ? null : addMs(deps.clock.now(), delayMs),
    },
  });
}

async function read(connection: Connection, request: CallbackRequest, deps: Deps): Promise<CallbackReading> {
  return providerById(connection.provider).readCallback(request, connectionContext(connection, deps));
}

async function findAttempt(
  { id: connectionId }: Connection,
  { reference, providerReference }: { reference?: string; providerReference?: string },
): Promise<Attempt | undefined> {
  const byReference =
    reference === undefined
      ? null
      : await db.attempt.findUnique({ where: { connectionId_reference: { connectionId, reference } } });
  if (byReference !== null || providerReference === undefined) return byReference ?? undefined;
  return (await db.attempt.findFirst({ where: { connectionId, providerReference } })) ?? undefined;
}

async function finish(
  id: string,
  end: { status: string; reason?: string; attemptId?: string },
): Promise<void> {
  await db.callback.update({ where: { id }, data: { ...end, nextTryAt: null, leaseUntil: null } });
  crashPoint('callback-finished');
}

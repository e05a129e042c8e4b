/** A merchant's connections, and the platform's, as people manage them: made, changed, paused, put in order. */
import { db, inTransaction } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Connection } from '#lib/generated/prisma/client.ts';
import { providerById } from '#lib/providers/index.ts';
import { addConnection, type NewConnection } from '#lib/routing/add-connection.ts';
import { SANDBOX_BASE_URL } from '#lib/routing/connection-context.ts';
import { type ConnectionFields, checkConnectionFields } from '#lib/routing/connection-fields.ts';
import { usualOrder } from '#lib/routing/connections.ts';
import { type Health, judge, type RecentAnswers, recentAnswers } from '#lib/routing/health.ts';
import { type RuleKey, writeRule } from '#lib/routing/rules.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, seal } from '#lib/secrets.ts';
import { noteAct } from './note-act.ts';
import type { Acting } from './second-factor.ts';

const LISTED_MAX = 200;

/** Whose connections, in which mode: a merchant's id, or null for the platform's. */
export interface ConnectionOwner {
  merchantId: string | null;
  mode: 'test' | 'live';
}

export interface ListedConnection {
  connection: Connection;
  /** False for a platform connection in a merchant's list: it is used and not changed. */
  own: boolean;
  health: Health;
  recent: RecentAnswers;
}

/** Everything that the owner's payments may use, in the usual order; paused ones too. */
export async function listConnections(owner: ConnectionOwner, now: Date): Promise<ListedConnection[]> {
  const { merchantId, mode } = owner;
  const rows = await db.connection.findMany({
    where: { mode, OR: [{ merchantId }, { merchantId: null }] },
    take: LISTED_MAX,
  });
  const answers = await recentAnswers(
    rows.map(({ id }) => id),
    now,
  );
  return rows.sort(usualOrder).map((connection) => {
    const recent = answers.get(connection.id) ?? { answers: 0, bad: 0, lastAt: null };
    return { connection, own: connection.merchantId === merchantId, health: judge(recent), recent };
  });
}

/** One of the owner's own; another's, like a missing one, is undefined. */
export async function findConnection(
  { merchantId, mode }: ConnectionOwner,
  id: string,
): Promise<Connection | undefined> {
  return (await db.connection.findFirst({ where: { id, merchantId, mode } })) ?? undefined;
}

/** Stored as it is used: by the provider's own names. For the form alone, which shows no secret of it. */
export function credentialsOf({ id, credentialsSealed }: Connection): Record<string, unknown> {
  return JSON.parse(open(credentialsSealed, sealPurpose.connectionCredentials(id)));
}

/** @throws AppError request_invalid, by field */
export async function createConnection(
  acting: Acting,
  owner: ConnectionOwner,
  fields: Omit<NewConnection, 'merchantId' | 'mode'>,
): Promise<Connection> {
  return inTransaction(async (tx) => {
    const connection = await addConnection({ ...fields, ...owner }, tx);
    await noteAct(tx, acting, {
      action: 'connection_added',
      targetId: connection.id,
      after: shown(connection),
    });
    return connection;
  });
}

/**
 * Changes the owner's own connection. Credentials that are not given stay as they are.
 *
 * @throws AppError request_invalid, by field; not_found for another's, and for one to our own simulated operators, which
 *   the gateway keeps by itself
 */
export async function changeConnection(
  acting: Acting,
  owner: ConnectionOwner,
  { id, name, ...fields }: ConnectionFields & { id: string; name: string },
): Promise<void> {
  await inTransaction(async (tx) => {
    const before = await tx.connection.findFirst({ where: { id, ...owner } });
    if (before === null || before.baseUrl === SANDBOX_BASE_URL) throw notFound();
    const known = credentialsOf(before);
    const { baseUrl, credentials, settings } = checkConnectionFields(
      providerById(before.provider).manifest,
      { ...fields, credentials: { ...known, ...fields.credentials } },
      before.callbackToken,
    );
    const after = await tx.connection.update({
      where: { id },
      data: {
        name,
        baseUrl,
        settings: JSON.parse(JSON.stringify(settings)),
        credentialsSealed: seal(JSON.stringify(credentials), sealPurpose.connectionCredentials(id)),
      },
    });
    const replaced = Object.keys(credentials).filter((member) => credentials[member] !== known[member]);
    if (replaced.length > 0 || before.baseUrl !== baseUrl) {
      // Tokens belong to the account and host that gave them; counters go on.
      await tx.connectionValue.deleteMany({ where: { connectionId: id, value: { startsWith: 'sealed:' } } });
    }
    await noteAct(tx, acting, {
      action: 'connection_changed',
      targetId: id,
      before: shown(before),
      after: {
        ...shown(after),
        ...(replaced.length > 0 ? { credentials_replaced: replaced.join(', ') } : {}),
      },
    });
  });
}

/** A paused connection takes no new payment; what is under way at it goes on to its end. */
export async function setPaused(
  acting: Acting,
  { merchantId, mode }: ConnectionOwner,
  { id, paused }: { id: string; paused: boolean },
): Promise<'done' | 'not_found'> {
  return inTransaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { id, merchantId, mode, pausedAt: paused ? null : { not: null } },
      data: { pausedAt: paused ? acting.now : null },
    });
    if (count === 0) {
      return (await tx.connection.count({ where: { id, merchantId, mode } })) > 0 ? 'done' : 'not_found';
    }
    await noteAct(tx, acting, { action: paused ? 'connection_paused' : 'connection_resumed', targetId: id });
    return 'done';
  });
}

/**
 * Says in which order connections are tried for an operator and currency; an empty list returns to the usual order.
 *
 * @throws AppError not_found when one of them is not the owner's or the platform's, or does not serve the operator
 */
export async function setRule(
  acting: Acting,
  owner: ConnectionOwner,
  { operator, currency, connectionIds }: RuleKey & { connectionIds: readonly string[] },
): Promise<void> {
  const { merchantId, mode } = owner;
  await inTransaction(async (tx) => {
    const usable = await tx.connection.findMany({
      where: { id: { in: [...connectionIds] }, mode, OR: [{ merchantId }, { merchantId: null }] },
    });
    const serves = usable.filter(({ provider }) => {
      const { manifest } = providerById(provider);
      return (
        manifest.operators.some((served) => served.operator === operator) &&
        (manifest.currencies as readonly string[]).includes(currency)
      );
    });
    if (serves.length !== new Set(connectionIds).size) throw notFound();
    const old = await tx.routingRule.findFirst({ where: { merchantId, mode, operator, currency } });
    await writeRule(tx, owner, { operator, currency, connectionIds, now: acting.now });
    await noteAct(tx, acting, {
      action: 'routing_changed',
      targetId: `${mode}:${operator}:${currency}`,
      before: { order: (old?.connectionIds ?? []).join(', ') },
      after: { order: connectionIds.join(', ') },
    });
  });
}

// ───────────── details ─────────────

/** What the audit log shows of a connection: never a credential. */
function shown({ provider, mode, name, baseUrl, settings }: Connection): Record<string, string> {
  return { provider, mode, name, base_url: baseUrl, settings: JSON.stringify(settings) };
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such connection.');
}

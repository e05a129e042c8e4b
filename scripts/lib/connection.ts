import type { ClientConfig } from 'pg';
import { parse } from 'pg-connection-string';

/**
 * A PostgreSQL URL as the fields that node-postgres takes.
 * Prisma's adapter gets fields and not the URL: given a URL, the shadow database that it makes to compare
 * schemas would be the very database the URL names.
 */
export function connectionFields(url: string): ClientConfig {
  const { host, port, user, password, database, ssl } = parse(url);
  return {
    host: host ?? 'localhost',
    port: port ? Number(port) : 5432,
    ...(user && { user }),
    ...(password && { password }),
    ...(database && { database }),
    ...(ssl !== undefined && { ssl: ssl as ClientConfig['ssl'] }),
  };
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** The URL as a person may read it: no password. */
export function describeUrl(url: string): string {
  try {
    const { host, port, pathname } = new URL(url);
    return `${host || `localhost:${port || 5432}`}${pathname}`;
  } catch {
    return 'the given address';
  }
}

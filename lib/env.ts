import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** The environment, read once and checked as a whole. Nothing is read at import. */
export type Env = {
  /** `demo` while CROSS_PUBLIC_URL is unset; everything else follows from it. */
  mode: 'demo' | 'production';
  /** Where browsers reach us, without a trailing slash. */
  publicUrl: string;
  /** Where our own processes reach the web process. */
  internalUrl: string;
  port: number;
  host: string;
  databaseUrl: string;
  /** Connections in the pool of one process. */
  databasePool: number;
  secret: string;
  /** The former secret while values are being sealed anew. */
  secretOld?: string;
  /** Addresses or CIDR networks of reverse proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  /** Host names (with a port where it is not the usual one) that serve a dialect at their root, by provider. */
  compatHosts: Record<string, string[]>;
  /** CIDR networks that platform connections may reach although they are private (operators' VPNs). */
  connectionNetworks: string[];
  timings: 'normal' | 'fast';
  webConcurrency: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  dataDir: string;
  /** Unset: mails become files in the data folder. */
  smtpUrl?: string;
  /** Sender of our mails. */
  mailFrom: string;
  /** Opens /metrics to others than local addresses. */
  metricsToken?: string;
};

/** Says which variables are wrong and what to write instead. Never quotes a value. */
export class EnvError extends Error {
  constructor(problems: readonly string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'EnvError';
  }
}

let cached: Env | undefined;

/** The settings of this process. Throws EnvError with every problem at once. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}

/** For tests that change process.env. */
export function resetEnv(): void {
  cached = undefined;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const SECRET_BYTES_MIN = { production: 32, demo: 16 } as const;

const number = (range: { min: number; max: number }, remedy: string) =>
  z
    .string()
    .regex(/^\d{1,6}$/, remedy)
    .transform(Number)
    .refine((value) => value >= range.min && value <= range.max, remedy);

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const SCHEMA = z.object({
  CROSS_PUBLIC_URL: z
    .string()
    .refine(
      isPublicUrl,
      'must be the https address of this gateway, host and port only: https://pay.example.com',
    )
    .optional(),
  CROSS_SECRET: z.string('is missing. Set it to at least 32 random bytes: openssl rand -base64 48'),
  CROSS_SECRET_OLD: z.string().optional(),
  CROSS_HOST: z.string().optional(),
  CROSS_TIMINGS: z.enum(['normal', 'fast'], 'must be normal or fast').default('normal'),
  PORT: number({ min: 1, max: 65_535 }, 'must be a port from 1 to 65535').default(3000),
  DATABASE_URL: z
    .string('is missing. Set it to postgresql://user:password@host:5432/database')
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://'),
  DATABASE_POOL: number({ min: 1, max: 500 }, 'must be a number of connections from 1 to 500').default(10),
  TRUSTED_PROXIES: list
    .refine(
      (items) => items.every(isAddressOrNetwork),
      'must list addresses or networks: 10.0.0.2,172.16.0.0/12',
    )
    .default([]),
  CONNECTION_NETWORKS: list
    .refine((items) => items.every(isNetwork), 'must list CIDR networks: 10.8.0.0/24,fd12::/64')
    .default([]),
  COMPAT_HOSTS: list
    .refine(
      (items) => items.every((item) => COMPAT_HOST.test(item)),
      'must list provider=host: flexpay=pay.example.com,my-coolpay=coolpay.example.com:8443',
    )
    .default([]),
  WEB_CONCURRENCY: number({ min: 1, max: 256 }, 'must be a number of processes from 1 to 256').default(1),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  CROSS_DATA_DIR: z.string().default('.data'),
  SMTP_URL: z
    .string()
    .refine(
      (text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol),
      'must be the address of a mail server: smtp://user:password@mail.example.com:587',
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]{1,200}@[^\r\n]{1,200}$/, 'must be a sender: "Cross <cross@example.com>"')
    .optional(),
  CROSS_CRASH_POINTS: z.string().optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters: openssl rand -hex 16').optional(),
});

const COMPAT_HOST = /^([a-z][a-z-]*)=([a-z0-9.-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?)$/i;

/** Reads and checks a set of variables; env() does it for the process. */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  // An empty variable is how compose files and CI say "unset".
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = SCHEMA.safeParse(set);
  if (!parsed.success) {
    throw new EnvError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
  }
  const values = parsed.data;
  const mode = values.CROSS_PUBLIC_URL === undefined ? 'demo' : 'production';
  assertSecrets(mode, values);
  if (mode === 'production' && values.CROSS_CRASH_POINTS !== undefined) {
    throw new EnvError(['CROSS_CRASH_POINTS is for tests only: it ends processes on purpose. Remove it.']);
  }
  const local = `http://127.0.0.1:${values.PORT}`;
  return {
    mode,
    publicUrl: values.CROSS_PUBLIC_URL === undefined ? local : new URL(values.CROSS_PUBLIC_URL).origin,
    internalUrl: local,
    port: values.PORT,
    host: values.CROSS_HOST ?? (mode === 'demo' ? '127.0.0.1' : '0.0.0.0'),
    databaseUrl: values.DATABASE_URL,
    databasePool: values.DATABASE_POOL,
    secret: values.CROSS_SECRET,
    ...(values.CROSS_SECRET_OLD !== undefined && { secretOld: values.CROSS_SECRET_OLD }),
    trustedProxies: values.TRUSTED_PROXIES,
    compatHosts: groupHosts(values.COMPAT_HOSTS),
    connectionNetworks: values.CONNECTION_NETWORKS,
    timings: values.CROSS_TIMINGS,
    webConcurrency: values.WEB_CONCURRENCY,
    logLevel: values.LOG_LEVEL,
    dataDir: values.CROSS_DATA_DIR,
    ...(values.SMTP_URL !== undefined && { smtpUrl: values.SMTP_URL }),
    mailFrom:
      values.MAIL_FROM ?? `Cross <cross@${new URL(values.CROSS_PUBLIC_URL ?? 'http://localhost').hostname}>`,
    ...(values.METRICS_TOKEN !== undefined && { metricsToken: values.METRICS_TOKEN }),
  };
}

function assertSecrets(
  mode: Env['mode'],
  values: { CROSS_SECRET: string; CROSS_SECRET_OLD?: string | undefined },
): void {
  const bytesMin = SECRET_BYTES_MIN[mode];
  const problems = (['CROSS_SECRET', 'CROSS_SECRET_OLD'] as const)
    .filter((name) => values[name] !== undefined && Buffer.byteLength(values[name]) < bytesMin)
    .map((name) => `${name} must have at least ${bytesMin} bytes: openssl rand -base64 48.`);
  if (problems.length > 0) throw new EnvError(problems);
}

function groupHosts(items: readonly string[]): Record<string, string[]> {
  const hosts: Record<string, string[]> = {};
  for (const item of items) {
    const [, provider = '', host = ''] = COMPAT_HOST.exec(item) ?? [];
    hosts[provider] = [...(hosts[provider] ?? []), host.toLowerCase()];
  }
  return hosts;
}

/** https, or http on this very machine (browsers treat that as secure too, so cookies still work). No path. */
function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && local);
  return secure && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
}

function isNetwork(text: string): boolean {
  return text.includes('/') && ipaddr.isValidCIDR(text);
}

function isAddressOrNetwork(text: string): boolean {
  return isNetwork(text) || ipaddr.isValid(text);
}

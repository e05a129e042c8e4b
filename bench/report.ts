/** What was measured, as a person reads it. */
import os from 'node:os';
import type { CreateResult } from './create.ts';
import type { Memory } from './memory.ts';
import type { Measured } from './statements.ts';
import type { WebhookDelay } from './webhook-delay.ts';

/** @param postgres its version, and whether it writes as in production */
export function printMachine(postgres: string): void {
  const model = os.cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const load = os.loadavg()[0]?.toFixed(1) ?? '?';
  console.log(
    `${new Date().toISOString().slice(0, 10)} · ${os.cpus().length} × ${model}, ${memory} GB · Node ${process.versions.node} · ` +
      `PostgreSQL ${postgres} · load before: ${load}`,
  );
}

export function printCreate({ clients, empty, sql, created, share, processorMs }: CreateResult): void {
  console.log(
    `create, ${plural(clients, 'client')}: ${rate(created.perSecond)} payments/s (p50 ${ms(created.p50)}, p99 ${ms(created.p99)}); ` +
      `empty route ${rate(empty.perSecond)}/s, floor.sql ${rate(sql.perSecond)}/s; share of the floors ${share.toFixed(2)}`,
  );
  const { empty: route, sql: statement, created: payment } = processorMs;
  console.log(
    `  processor time: payment ${payment.toFixed(2)} ms, empty route ${route.toFixed(2)} ms, floor.sql ${statement.toFixed(2)} ms; ` +
      `share ${((route + statement) / payment).toFixed(2)}`,
  );
}

export function printWebhookDelay({ payments, perSecond, p50, p99 }: WebhookDelay): void {
  console.log(
    `callback received → webhook arrived: p50 ${ms(p50)}, p99 ${ms(p99)} (${payments} payments, ${perSecond} a second)`,
  );
}

export function printMemory(memory: Memory | undefined): void {
  const words =
    memory === undefined
      ? 'cannot be read on this system'
      : `web ${mib(memory.web)}, worker ${mib(memory.worker)}, PostgreSQL ${mib(memory.postgres)}`;
  console.log(`memory: ${words}`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en');
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function mib(value: number): string {
  return `${Math.round(value)} MiB`;
}

/** What a list or a search may take of the database. */
const LIST_MS_MAX = 100;

export function printPlans(
  { name, medianMs, worstMs, statements, slowest }: Measured,
  { explain }: { explain: boolean },
): void {
  const mark = worstMs > LIST_MS_MAX ? ` **above ${LIST_MS_MAX}**` : '';
  console.log(`| ${name} | ${statements} | ${medianMs.toFixed(1)} | ${worstMs.toFixed(1)}${mark} |`);
  if (explain) console.log(`${slowest.text.trim()}\n${slowest.plan}\n`);
}

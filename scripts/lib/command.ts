/** What the commands for whoever runs the gateway have in common: settings first, one sentence when something is wrong. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { closeDb, db } from '#lib/db.ts';
import { env } from '#lib/env.ts';

/**
 * Reads `.env` as `npm start` does, falls back to the running demo's own secret and database, checks both, then runs the
 * command. Whatever goes wrong is one sentence and exit code 1.
 */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    readSettings();
    env();
    await db.$queryRaw`SELECT 1`.catch(() => {
      throw new Error('The database does not answer. Is the gateway running, and is DATABASE_URL right?');
    });
    await command();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await closeDb();
  }
}

/** Asks on the terminal; what is secret is not shown while it is typed, what is optional may stay empty. */
export async function ask(
  question: string,
  { secret, optional = false }: { secret: boolean; optional?: boolean },
): Promise<string> {
  if (!process.stdin.isTTY) throw new Error(`${question}: nobody is here to ask. Run this in a terminal.`);
  let muted = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!muted) process.stdout.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const answer = terminal.question(`${question}: `);
  muted = secret;
  const text = (await answer).trim();
  terminal.close();
  if (secret) process.stdout.write('\n');
  if (text === '' && !optional) throw new Error(`${question} is needed.`);
  return text;
}

/** The demo keeps its secret and its database's port in its data folder. */
function readSettings(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
  if (process.env.CROSS_PUBLIC_URL) return;
  const folder = process.env.CROSS_DATA_DIR || '.data';
  const secret = path.join(folder, 'secret');
  const postgres = path.join(folder, 'postgres.json');
  if (existsSync(secret)) process.env.CROSS_SECRET ??= readFileSync(secret, 'utf8').trim();
  if (existsSync(postgres) && !process.env.DATABASE_URL) {
    const { port, password } = JSON.parse(readFileSync(postgres, 'utf8')); // written by scripts/lib/postgres.ts
    process.env.DATABASE_URL = `postgresql://cross:${password}@127.0.0.1:${port}/cross`;
  }
}

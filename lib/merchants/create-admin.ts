/**
 * `npm run admin:create -- --email ama@example.com --name "Ama"`: the first person of the organisation that operates
 * this gateway. Asks for what is not given and prints a password, once. `--reset` gives a known person a new password
 * and ends their sessions.
 */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { systemClock } from '#lib/clock.ts';
import { COUNTRIES, type Country, isCountry } from '#lib/countries.ts';
import { closeDb, db, inTransaction } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import { newId } from '#lib/ids.ts';
import { COUNTRIES as MARKETS } from '#lib/operators/catalogue.ts';
import { changePassword, createMember } from './members.ts';
import { newPassword } from './password.ts';

export interface NewAdmin {
  email: string;
  name: string;
  /** The operating organisation, made when there is none yet. */
  organisation: { name: string; country: Country };
}

/** Makes the owner, with the organisation when it is the first one. Throws when the address is taken. */
export async function createAdmin({ email, name, organisation }: NewAdmin): Promise<{ password: string }> {
  if ((await db.member.findUnique({ where: { email } })) !== null) {
    throw new Error(`${email} already has an account. Add --reset to give it a new password.`);
  }
  const password = newPassword();
  await inTransaction(async (tx) => {
    const merchant =
      (await tx.merchant.findFirst({ where: { platform: true }, orderBy: { createdAt: 'asc' } })) ??
      (await tx.merchant.create({
        data: {
          id: newId('mer'),
          ...organisation,
          timezone: MARKETS[organisation.country].timeZone,
          platform: true,
          approvedAt: systemClock.now(),
        },
      }));
    await createMember(tx, { merchantId: merchant.id, email, name, role: 'owner', password });
  });
  return { password };
}

/** A new password for a known person; their sessions end. */
export async function resetPassword(email: string): Promise<{ password: string }> {
  const member = await db.member.findUnique({ where: { email } });
  if (member === null) throw new Error(`${email} has no account. Leave --reset out to make one.`);
  const password = newPassword();
  await changePassword(member.id, password, {});
  return { password };
}

const emailField = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('That is no e-mail address: write it like ama@example.com.'));
const nameField = z.string().trim().min(1, 'A name is needed.').max(120, 'At most 120 characters.');

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof z.ZodError ? error.issues[0]?.message : (error as Error).message);
    process.exitCode = 1;
  } finally {
    await closeDb();
  }
}

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { values } = parseArgs({
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      organisation: { type: 'string' },
      country: { type: 'string' },
      reset: { type: 'boolean', default: false },
    },
  });
  const { publicUrl } = env();
  const email = emailField.parse(values.email ?? (await ask('E-mail address')));
  const { password } = values.reset
    ? await resetPassword(email)
    : await createAdmin({
        email,
        name: nameField.parse(values.name ?? (await ask('Name'))),
        organisation: await operatingOrganisation(values),
      });
  console.log(`${email} can sign in at ${publicUrl}/portal`);
  console.log(`Password (shown this once): ${password}`);
}

/** Asked for only when it must be made. */
async function operatingOrganisation(given: {
  organisation?: string | undefined;
  country?: string | undefined;
}): Promise<NewAdmin['organisation']> {
  const known = await db.merchant.findFirst({ where: { platform: true }, orderBy: { createdAt: 'asc' } });
  if (known !== null && isCountry(known.country)) return { name: known.name, country: known.country };
  const name = nameField.parse(
    given.organisation ?? (await ask('Name of the organisation that runs this gateway')),
  );
  const country = (given.country ?? (await ask(`Country (${COUNTRIES.join(', ')})`))).trim().toUpperCase();
  if (!isCountry(country)) throw new Error(`--country must be one of ${COUNTRIES.join(', ')}.`);
  return { name, country };
}

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error(`${question}: nobody is here to ask. Give it as an option.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question}: `);
  terminal.close();
  return answer;
}

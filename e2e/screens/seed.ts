/** `node e2e/screens/seed.ts [name …]`: writes the states that are named, or all, and prints them as JSON. */
import { closeDb } from '#lib/db.ts';
import { seedStates } from './states.ts';

const names = process.argv.slice(2);
process.stdout.write(JSON.stringify(await seedStates(names.length === 0 ? undefined : names)));
await closeDb();

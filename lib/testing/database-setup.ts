// Runs before each *.db.test.ts file: its own empty database, named in DATABASE_URL before lib/db.ts is used.
import { testDatabase } from './database.ts';

await testDatabase();

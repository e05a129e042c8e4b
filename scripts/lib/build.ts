import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './progress.ts';
import { runNode } from './run.ts';

const GENERATED = 'lib/generated';
const SCHEMA = 'prisma/schema.prisma';
// Without tsconfig.json: Next writes into it while it builds.
const BUILT_FROM = ['app', 'components', 'lib', 'public', SCHEMA, 'package-lock.json'];
const ROOT_FILES = /^(next\.config|postcss\.config|proxy|instrumentation.*)\.(mjs|ts)$/;
const NOT_BUILT = /\.test\.tsx?$|\/fixtures\/|^lib\/generated\/|\.md$/;

/** The database client is made from the schema and not kept in the repository. */
export function isGenerated(): boolean {
  return readMark(path.join(GENERATED, 'made-from')) === hashFiles([SCHEMA]);
}

export async function generate(): Promise<void> {
  const { code, output } = await runNode(['node_modules/prisma/build/index.js', 'generate']);
  if (code !== 0) throw new Refusal(`The database client could not be made:\n${output.trim()}`);
  writeMark(path.join(GENERATED, 'made-from'), hashFiles([SCHEMA]));
}

/** Whether the folder holds a finished build, of whichever sources. */
export function hasBuild(folder: string): boolean {
  return existsSync(path.join(folder, 'BUILD_ID'));
}

/** Whether the pages are built from the sources as they are now. */
export function isBuilt(folder: string): boolean {
  return hasBuild(folder) && readMark(path.join(folder, 'made-from')) === sourcesHash();
}

export async function build(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const hash = sourcesHash();
  const { code, output } = await runNode(['node_modules/next/dist/bin/next', 'build'], {
    env: { ...environment, NODE_ENV: 'production', CROSS_BUILD_DIR: folder },
  });
  if (code !== 0) throw new Refusal(`The pages could not be built:\n${output.trim()}`);
  writeMark(path.join(folder, 'made-from'), hash);
}

function sourcesHash(): string {
  const rootFiles = readdirSync('.').filter((name) => ROOT_FILES.test(name));
  return hashFiles([...BUILT_FROM, ...rootFiles].flatMap(filesOf));
}

function filesOf(name: string): string[] {
  if (!existsSync(name)) return [];
  const entries = path.extname(name) ? [] : readdirSync(name, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return (path.extname(name) ? [name] : files).filter((file) => !NOT_BUILT.test(file)).sort();
}

function hashFiles(files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function readMark(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeMark(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

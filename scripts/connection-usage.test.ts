import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '#lib/providers/index.ts';
import { toy } from '#lib/providers/testing/toy/index.ts';
import { connectionUsage } from './lib/connection-usage.ts';

const manifests = Object.values(PROVIDERS).map(({ manifest }) => manifest);

/** The lines about one provider. */
function about(id: string): string {
  return (
    connectionUsage()
      .split('\n\n')
      .find((block) => block.startsWith(`${id} (`)) ?? ''
  );
}

test.each(manifests)('$id: every credential and every setting of its manifest has its line', (manifest) => {
  const { credentials, settings } = manifest;
  const names = [...Object.keys(credentials.shape), ...Object.keys(settings.shape)];
  const printed = about(manifest.id)
    .split('\n')
    .flatMap((line) => /^ {4}(\w+) +\S/.exec(line)?.[1] ?? []);
  expect(printed).toEqual(names);
});

describe('of a setting it says', () => {
  test('that it is needed, and what it is like', () => {
    expect(about('tmoney-online')).toMatch(/ sourceNetworks .*; needed; for example \["203\.0\.113\.7"\]/);
  });

  test('what counts without it', () => {
    expect(about('tmoney-online')).toMatch(/ amountMultiplier .*; otherwise 1$/m);
  });
});

test('a provider that nobody has prints as any', () => {
  const printed = connectionUsage([toy.manifest]);
  expect(printed).toContain('toy (Toy), --base-url is needed');
  expect(printed).toMatch(/^ {4}secret +Secret; needed; for example "fake-toy-secret"$/m);
});

test('npm run connection:add -- --help prints it, without a database', { timeout: 30_000 }, () => {
  const root = path.join(import.meta.dirname, '..');
  const { DATABASE_URL: _none, ...env } = process.env;
  const printed = execFileSync(process.execPath, ['scripts/connection-add.ts', '--help'], { cwd: root, env });
  expect(printed.toString().trimEnd()).toBe(connectionUsage());
});

import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { run, runNode } from './run.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser that end-to-end tests drive: CHROMIUM, the machine's, Playwright's own, or one installed now.
 * Returns its path, or undefined for Playwright's own.
 */
export async function findChromium(): Promise<string | undefined> {
  const found = process.env.CHROMIUM || onThisMachine();
  if (found) return found;
  if (await isPlaywrights()) return undefined;
  const tried: string[] = [];
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    const { output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env,
    });
    const installed = onThisMachine();
    if (installed) return installed;
    tried.push(`apt-get install chromium: ${lastLine(output)}`);
  }
  const { output } = await runNode(['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  if (await isPlaywrights()) return undefined;
  tried.push(`playwright install chromium: ${lastLine(output)}`);
  throw new Error(
    `No Chromium for the end-to-end tests, and none could be installed. Install it (Debian: apt-get install chromium) or name one in CHROMIUM.\n${tried.join('\n')}`,
  );
}

function onThisMachine(): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(canRun);
}

async function isPlaywrights(): Promise<boolean> {
  const { chromium } = await import('@playwright/test');
  return canRun(chromium.executablePath());
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

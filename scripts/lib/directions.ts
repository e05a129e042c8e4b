import { existsSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { directionRules } from '../../.dependency-cruiser.ts';

const FOLDERS = ['app', 'components', 'lib', 'prisma', 'scripts'];

export type Directions = { violations: { rule: string; from: string; to: string }[]; modulesCount: number };

/** Checks who imports whom in a tree of our shape, by the rules of .dependency-cruiser.ts. */
export async function checkDirections(root: string): Promise<Directions> {
  const baseDir = path.resolve(root);
  const folders = FOLDERS.filter((folder) => existsSync(path.join(baseDir, folder)));
  const { output } = await cruise(folders, {
    ...directionRules.options,
    baseDir,
    ruleSet: directionRules,
    validate: true,
  });
  const { summary, modules } = output as ICruiseResult;
  return {
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    modulesCount: modules.length,
  };
}

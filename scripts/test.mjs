// `npm test` (everything), `npm run test:full` (and what takes long), `npm run check` (what is quick).
import { onOurNode } from './lib/our-node.mjs';

if (await onOurNode({ dev: true })) {
  const { test } = await import('./lib/test.ts');
  await test({ quick: process.argv.includes('--check'), full: process.argv.includes('--full') });
}

// `npm start` and `npm run dev`. Plain JavaScript that Node 20 can read: it installs what is missing and goes on
// with Node 24, which is one of the dependencies.
import { onOurNode } from './lib/our-node.mjs';

if (await onOurNode({ dev: process.argv.includes('--dev') })) {
  const { start } = await import('./lib/start.ts');
  await start({ dev: process.argv.includes('--dev') });
}

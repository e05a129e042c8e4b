/** The web process: `node lib/web/main.ts`. With WEB_CONCURRENCY above 1, several that share the port. */
import cluster from 'node:cluster';
import next from 'next';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { createWebServer } from './server.ts';

/** A direct charge waits 8 s for its provider; whoever stops us should wait a little longer still. */
const DRAIN_MS = 10_000;
const RESTART_MS_MAX = 30_000;
const dev = process.env.NODE_ENV === 'development';

if (cluster.isPrimary && env().webConcurrency > 1 && !dev) startSeveral(env().webConcurrency);
else await startOne();

async function startOne(): Promise<void> {
  const { host, port, trustedProxies, compatHosts } = env();
  // Made before Next, which hooks its hot reload into this server, and asked only once Next is ready.
  const handlers: Parameters<typeof createWebServer>[1] = { request: async () => {} };
  const server = createWebServer({ trustedProxies, compatHosts }, handlers);
  const app = next({ dev, hostname: host, port, httpServer: server.http });
  await app.prepare();
  const handle = app.getRequestHandler();
  handlers.request = (request, response) => handle(request, response);
  handlers.upgrades = dev;

  server.http.once('error', (error: NodeJS.ErrnoException) => {
    const inUse = error.code === 'EADDRINUSE';
    console.error(inUse ? `Port ${port} is in use: set PORT to a free one.` : error.message);
    process.exit(1);
  });
  server.http.listen(port, host, () => process.send?.('ready'));
  onStop(async () => {
    await server.drain(DRAIN_MS);
    await app.close();
    process.exit(0);
  });
}

/** One process a core, all behind the same port. One that ends is replaced, later each time it ends young. */
function startSeveral(count: number): void {
  let stopping = false;
  let readyCount = 0;
  const start = (delayMs: number) => {
    if (stopping) return;
    const worker = cluster.fork();
    const startedAt = Date.now();
    worker.once('message', () => {
      readyCount += 1;
      if (readyCount === count) process.send?.('ready');
    });
    worker.once('exit', (code, signal) => {
      if (stopping) return;
      // The first start of all says why on stderr: nobody is served by trying the same again.
      if (readyCount === 0) process.exit(code || 1);
      const nextMs = Date.now() - startedAt > RESTART_MS_MAX ? 1_000 : Math.min(delayMs * 2, RESTART_MS_MAX);
      console.error(`A web process ended (${signal ?? code}); the next one starts in ${nextMs / 1_000} s.`);
      setTimeout(start, nextMs, nextMs);
    });
  };
  for (let index = 0; index < count; index += 1) start(500);
  onStop(async () => {
    stopping = true;
    const running = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(
      running.map((worker) => {
        const ended = new Promise((resolve) => worker.once('exit', resolve));
        worker.process.kill('SIGTERM');
        return ended;
      }),
    );
    process.exit(0);
  });
}

/** Told to end, or left alone by the process that started us: yesterday's code must not hold today's port. */
function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    stop().catch((error: unknown) => {
      log.error({ err: error }, 'could not stop in order');
      process.exit(1);
    });
  };
  process.on('SIGTERM', once);
  process.on('SIGINT', once);
  if (process.channel) process.on('disconnect', once);
}

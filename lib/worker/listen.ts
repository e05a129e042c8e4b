import pg from 'pg';
import { log } from '#lib/log.ts';
import { createBell } from './bell.ts';
import { connectionConfig, DUE_CHANNEL } from './postgres.ts';

export interface Listener {
  stop(): Promise<void>;
}

const RECONNECT_MS = 1_000;
/** A connection whose other end vanished says nothing: asked this often, it shows. */
const CHECK_MS = 30_000;

/**
 * Calls `onDue` whenever somebody announces due rows, on a connection of its own that is made anew when it
 * breaks. What is announced meanwhile is found by polling, so a break costs time only.
 */
export function listenDue(onDue: () => void): Listener {
  const halt = createBell();
  let stopping = false;

  async function listen(client: pg.Client): Promise<void> {
    let broken = false;
    const onBroken = () => {
      broken = true;
      halt.ring();
    };
    client.on('error', onBroken);
    client.on('notification', onDue);
    await client.connect();
    await client.query(`LISTEN ${DUE_CHANNEL}`);
    onDue(); // whatever was announced before we listened
    while (!stopping) {
      await halt.wait(CHECK_MS);
      if (broken) throw new Error('The connection broke.');
      if (!stopping) await client.query('SELECT 1');
    }
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      const client = new pg.Client({ ...connectionConfig(), query_timeout: 5_000 });
      try {
        await listen(client);
      } catch (error) {
        log.warn({ err: error }, 'cannot listen for due rows; polling meanwhile');
        if (!stopping) await halt.wait(RECONNECT_MS);
      } finally {
        await client.end().catch(() => {});
      }
    }
  }

  const ended = loop();
  return {
    async stop() {
      stopping = true;
      halt.ring();
      await ended;
    },
  };
}

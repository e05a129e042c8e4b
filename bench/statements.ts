/** What a function asks the database, and how long the database itself takes for it. */
import pg from 'pg';

export interface Statement {
  text: string;
  values: unknown[];
}

/** Something a page or an endpoint reads. `ask` runs the library's own function; the numbers of runs differ in `run`. */
export interface PlanRow {
  name: string;
  ask: (run: number) => Promise<unknown>;
}

export interface Measured {
  name: string;
  /** Milliseconds of planning and execution over all statements of one call. */
  medianMs: number;
  worstMs: number;
  statements: number;
  /** The one that took longest, with its plan. */
  slowest: { text: string; ms: number; plan: string };
}

/** From now on every statement of this process's pools is written down. */
export function takeDownStatements(): Statement[] {
  const taken: Statement[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [config, values] = args as [Statement | string, unknown[] | undefined]; // the forms that Prisma and db.ts use
    const statement =
      typeof config === 'string' ? { text: config, values } : { text: config.text, values: config.values };
    if (/^\s*(SELECT|WITH|\()/i.test(statement.text))
      taken.push({ text: statement.text, values: statement.values ?? [] });
    return Reflect.apply(query, this, args);
  } as typeof query;
  return taken;
}

/**
 * Calls the function, then has each of its statements explained with the same values, several times; the first time
 * is a warm-up that does not count.
 */
export async function measureRow(
  client: pg.Client,
  taken: Statement[],
  { row, runs }: { row: PlanRow; runs: number },
): Promise<Measured> {
  const times: number[] = [];
  let slowest = { text: '', ms: -1, plan: '' };
  let statements = 0;
  for (let run = 0; run <= runs; run += 1) {
    taken.length = 0;
    await row.ask(run);
    const asked = [...taken];
    statements = asked.length;
    let sum = 0;
    for (const { text, values } of asked) {
      const { ms, plan } = await explain(client, text, values);
      sum += ms;
      if (run > 0 && ms > slowest.ms) slowest = { text, ms, plan };
    }
    if (run > 0) times.push(sum);
  }
  times.sort((a, b) => a - b);
  const at = (index: number) => times.at(index) ?? 0;
  return { name: row.name, medianMs: at(Math.floor(times.length / 2)), worstMs: at(-1), statements, slowest };
}

async function explain(
  client: pg.Client,
  text: string,
  values: unknown[],
): Promise<{ ms: number; plan: string }> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>({
    text: `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) ${text}`,
    values,
  });
  const lines = rows.map((row) => row['QUERY PLAN']);
  const total = lines
    .map((line) => Number(/^(?:Planning|Execution) Time: ([\d.]+) ms/.exec(line)?.[1] ?? 0))
    .reduce((sum, ms) => sum + ms, 0);
  return { ms: total, plan: lines.join('\n') };
}

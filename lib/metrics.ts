/**
 * What this process counts, for Prometheus. Each web process counts its own share. No label holds anything of a shop or a
 * payer, and none takes more values than our own code has words for.
 */
import { Counter, collectDefaultMetrics, register } from 'prom-client';

/** How a callback ended at our door. */
export type CallbackArrival = 'received' | 'unknown_token' | 'too_many' | 'too_large';

/** Counts one callback. `provider` is the id of one of ours, or `other`. */
export function countCallback(provider: string, arrival: CallbackArrival): void {
  callbacks().inc({ provider, arrival });
}

/** Everything, in Prometheus' text format. */
export async function metricsText(): Promise<{ contentType: string; body: string }> {
  callbacks();
  if (register.getSingleMetric(A_DEFAULT_METRIC) === undefined) collectDefaultMetrics();
  return { contentType: register.contentType, body: await register.metrics() };
}

const CALLBACKS = 'cross_callbacks_total';
const A_DEFAULT_METRIC = 'process_cpu_user_seconds_total';

/** The registry is one for the process, and this module may be bundled into several routes. */
function callbacks(): Counter<'provider' | 'arrival'> {
  const known = register.getSingleMetric(CALLBACKS);
  if (known instanceof Counter) return known;
  return new Counter({
    name: CALLBACKS,
    help: 'Callbacks of providers that arrived, by what became of them at the door',
    labelNames: ['provider', 'arrival'],
  });
}

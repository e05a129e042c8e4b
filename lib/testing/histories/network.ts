/** The network between production code and the simulated providers: it loses, delays, doubles, reorders and garbles. */
import type { HttpResult, OutgoingRequest } from '#lib/http.ts';
import { findCallbackConnection, receiveCallback } from '#lib/payments/receive-callback.ts';
import { providerById } from '#lib/providers/index.ts';
import type { CallbackRequest, OutgoingCallback } from '#lib/providers/provider.ts';
import { inbound } from './inbound.ts';
import type { Charge, Operators, Sent } from './operators.ts';
import { addressed } from './operators.ts';
import { Random } from './random.ts';
import type { Shop } from './shop.ts';
import { type Fiber, question, type Simulation } from './simulation.ts';

/** What may happen to one request and its reply. */
const REQUEST_FAULTS = {
  none: 60,
  requestLost: 5,
  replyLost: 8,
  slow: 5,
  replySlow: 7,
  doubled: 5,
  garbled: 5,
  notSent: 3,
  crashBefore: 2,
  crashAtArrival: 2,
  crashBeforeReply: 2,
} as const;
type RequestFault = keyof typeof REQUEST_FAULTS;

const CALLBACK_FAULTS = { none: 50, lost: 20, slow: 15, doubled: 15 } as const;

const FORGERIES = { fromInside: 60, fromOutside: 25, broken: 15 } as const;
/** Nobody's. */
const STRANGER = '198.51.100.7';

export interface Network {
  /** Production code's way to a provider. */
  wire(request: OutgoingRequest): Promise<HttpResult>;
  /** A provider's callback on its way to us. */
  carry(sent: Sent): void;
  /** A callback by somebody else. */
  forge(): Promise<void>;
  /** References whose charge left for a provider: what only signs in names none, and a question charges nobody. */
  left: Set<string>;
  /** References whose charge was refused a connection. */
  notSent: Set<string>;
}

export function faultyNetwork(
  simulation: Simulation,
  { seed, shop, operators }: { seed: number; shop: Shop; operators: Operators },
): Network {
  const random = new Random(seed, 4);
  const left = new Set<string>();
  const notSent = new Set<string>();

  function wire(request: OutgoingRequest): Promise<HttpResult> {
    const fiber = simulation.fiber();
    if (!fiber.life.alive) return new Promise(() => {});
    const fault: RequestFault = simulation.calm ? 'none' : random.weighted(REQUEST_FAULTS);
    const asked = question();
    const words = `${addressed(request.url).provider} ${asked === undefined ? request.method : `${asked.kind} ${asked.reference}`}`;
    simulation.log(`${fiber.name} → ${words}${fault === 'none' ? '' : ` (${fault})`}`);
    if (fault === 'crashBefore') return simulation.crash(fiber.life, `before ${words}`, downMs());
    return simulation.wait<HttpResult>(fiber, (wake) => {
      if (fault === 'notSent') {
        if (asked?.kind === 'charge') notSent.add(asked.reference);
        simulation.after(random.between(1, 200), () => wake({ kind: 'not_sent', reason: 'ECONNREFUSED' }));
        return;
      }
      if (asked?.kind === 'charge' && `${request.url} ${request.body}`.includes(asked.reference))
        left.add(asked.reference);
      simulation.after(request.timeoutMs, () => wake({ kind: 'silence', reason: 'timeout' }));
      if (fault === 'requestLost') return;
      const arriveMs = random.between(1, fault === 'slow' ? 45_000 : 1_500);
      // Nearly as late as a reply may be: what happens meanwhile is known before it.
      const backMs =
        fault === 'replySlow'
          ? random.between(8_000, 28_000)
          : random.between(1, fault === 'slow' ? 20_000 : 1_500);
      const arrive = async (answers: boolean) => {
        if (fault === 'crashAtArrival') void simulation.crash(fiber.life, `while ${words} arrives`, downMs());
        const { result, told } = await operators.serve(request);
        if (!answers || fault === 'replyLost' || result === undefined) return;
        simulation.after(backMs, async () => {
          if (fault === 'crashBeforeReply' && fiber.life.alive)
            void simulation.crash(fiber.life, `before the reply to ${words}`, downMs());
          if (fault !== 'garbled') remember(fiber, told);
          await wake(fault === 'garbled' ? garbled(result) : result);
        });
      };
      // Of two copies either may answer: the second one finds its reference taken.
      const firstAnswers = fault !== 'doubled' || random.chance(0.5);
      simulation.after(arriveMs, () => arrive(firstAnswers));
      if (fault === 'doubled')
        simulation.after(arriveMs + random.between(0, 3_000), () => arrive(!firstAnswers));
    });
  }

  function garbled(result: HttpResult): HttpResult {
    if (result.kind !== 'reply') return result;
    return random.chance(0.5)
      ? { ...result, status: 502, text: '<html>Bad gateway</html>' }
      : { ...result, text: result.text.slice(0, Math.floor(result.text.length / 2)) };
  }

  function carry({ callback, about, forged }: Sent): void {
    const fault = simulation.calm ? 'none' : random.weighted(CALLBACK_FAULTS);
    if (fault === 'lost') {
      simulation.log('a callback is lost');
      return;
    }
    const delays = fault === 'doubled' ? [0, random.between(0, 60_000)] : [0];
    for (const extraMs of delays) {
      const delayMs = random.between(1, fault === 'slow' ? 10 * 60_000 : 2_000) + extraMs;
      const request = inbound(callback, forged ? peerOfLies(callback) : undefined);
      simulation.after(delayMs, () => receive(forged ? 'forged' : 'callback', { callback, request, about }));
    }
  }

  /** Where the address is the proof, nobody outside has it; where it is not, a liar is given it. */
  function peerOfLies(callback: OutgoingCallback): string | undefined {
    const { trust } = providerById(destination(callback).provider).manifest;
    return trust === 'source-and-amount' ? STRANGER : undefined;
  }

  async function forge(): Promise<void> {
    const callback = await operators.lie();
    if (callback === undefined) return;
    const kind = random.weighted(FORGERIES);
    const request = inbound(callback, kind === 'fromOutside' ? STRANGER : peerOfLies(callback));
    const sent = kind === 'broken' ? broken(request) : request;
    const about = undefined;
    simulation.after(random.between(1, 60_000), () =>
      receive(`forged (${kind})`, { callback, request: sent, about }),
    );
  }

  /** Cut short, whatever part of the message the dialect uses. */
  function broken(request: CallbackRequest): CallbackRequest {
    const cut = (text: string) => text.slice(0, Math.floor(text.length / 2));
    return { ...request, query: cut(request.query), body: cut(request.body) };
  }

  async function receive(
    name: string,
    sent: { callback: OutgoingCallback; request: CallbackRequest; about: Charge | undefined },
  ): Promise<void> {
    const { provider, token } = destination(sent.callback);
    const taken = await simulation.start('web', name, async () => {
      const fiber = simulation.fiber();
      simulation.log(`${name} arrives from ${provider}`);
      const connection = await findCallbackConnection(provider, token);
      if (connection === undefined) {
        // As the route answers a token that is nobody's: a liar may guess, a provider knows.
        if (name === 'callback') throw new Error(`No connection of ${provider} has this callback address.`);
        simulation.log(`${name} answered 404`);
        return;
      }
      const { status, body } = await receiveCallback(connection, sent.request, shop.deps);
      simulation.log(`${name} answered ${status}`);
      if (providerById(provider).readShopReply(status, body) === 'delivered') remember(fiber, sent.about);
    });
    if (!taken) simulation.log(`${name}: nobody there`);
  }

  /** What a fiber heard counts once the fiber has come to its end: before that, a crash may forget it. */
  function remember(fiber: Fiber, told: Charge | undefined): void {
    if (told === undefined) return;
    fiber.atEnd.push(() => {
      told.toldAtMs ??= simulation.nowMs;
    });
  }

  const downMs = () => random.between(100, 30_000);
  return { wire, carry, forge, left, notSent };
}

/** The connection that a callback is addressed to. */
function destination({ url }: OutgoingCallback): { provider: string; token: string } {
  const [, kind, provider = '', token = ''] = new URL(url).pathname.split('/');
  if (kind !== 'callbacks') throw new Error(`${url} is no callback address of ours.`);
  return { provider, token };
}

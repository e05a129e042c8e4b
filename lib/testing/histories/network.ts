/** The network between production code and the simulated provider: it loses, delays, doubles, reorders and garbles. */
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { findCallbackConnection, receiveCallback } from '#lib/payments/receive-callback.ts';
import { PROVIDER_ADDRESS, type Shop } from '#lib/payments/testing/shop.ts';
import type { CallbackRequest, OutgoingCallback } from '#lib/providers/provider.ts';
import type { Charge, Operator } from './operator.ts';
import { Random } from './random.ts';
import type { Fiber, Simulation } from './simulation.ts';

/** What may happen to one request and its reply. */
const REQUEST_FAULTS = {
  none: 60,
  requestLost: 5,
  replyLost: 8,
  slow: 8,
  doubled: 5,
  garbled: 5,
  notSent: 3,
  crashBefore: 2,
  crashAtArrival: 2,
  crashBeforeReply: 2,
} as const;
type RequestFault = keyof typeof REQUEST_FAULTS;

const CALLBACK_FAULTS = { none: 50, lost: 20, slow: 15, doubled: 15 } as const;

export interface Network {
  wire(request: OutgoingRequest, next: HttpSend): Promise<HttpResult>;
  /** The provider's callback on its way to us. */
  carry(callback: OutgoingCallback, about: Charge | undefined): void;
  /** Callbacks by somebody else, made from all that can be seen from outside. */
  forge(): void;
  /** References whose charge certainly never left. */
  notSent: Set<string>;
  /** How often production code asked for a charge, by reference. */
  chargesSent: Map<string, number>;
}

export function faultyNetwork(
  simulation: Simulation,
  shop: Shop,
  { seed, operator }: { seed: number; operator: () => Operator },
): Network {
  const random = new Random(seed, 4);
  const notSent = new Set<string>();
  const chargesSent = new Map<string, number>();

  function wire(request: OutgoingRequest, next: HttpSend): Promise<HttpResult> {
    const fiber = simulation.fiber();
    if (!fiber.life.alive) return new Promise(() => {});
    const fault: RequestFault = simulation.calm ? 'none' : random.weighted(REQUEST_FAULTS);
    const reference = chargeReference(request);
    const words = `${request.method} ${new URL(request.url).pathname.replace(/^\/api\/[^/]+/, '')}${reference === undefined ? '' : ` ${reference}`}`;
    simulation.log(`${fiber.name} → ${words}${fault === 'none' ? '' : ` (${fault})`}`);
    if (fault === 'crashBefore') return simulation.crash(fiber.life, `before ${words}`, downMs());
    if (reference !== undefined) chargesSent.set(reference, (chargesSent.get(reference) ?? 0) + 1);
    return simulation.wait<HttpResult>(fiber, (wake) => {
      if (fault === 'notSent') {
        if (reference !== undefined) notSent.add(reference);
        simulation.after(random.between(1, 200), () => wake({ kind: 'not_sent', reason: 'ECONNREFUSED' }));
        return;
      }
      simulation.after(request.timeoutMs, () => wake({ kind: 'silence', reason: 'timeout' }));
      if (fault === 'requestLost') return;
      const arriveMs = random.between(1, fault === 'slow' ? 45_000 : 1_500);
      const backMs = random.between(1, fault === 'slow' ? 20_000 : 1_500);
      const arrive = async (answers: boolean) => {
        if (fault === 'crashAtArrival') void simulation.crash(fiber.life, `while ${words} arrives`, downMs());
        const result = await next(request);
        const told = toldBy(request, result, operator());
        if (!answers || fault === 'replyLost') return;
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

  function carry(callback: OutgoingCallback, about: Charge | undefined): void {
    const fault = simulation.calm ? 'none' : random.weighted(CALLBACK_FAULTS);
    if (fault === 'lost') {
      simulation.log('a callback is lost');
      return;
    }
    const delays = fault === 'doubled' ? [0, random.between(0, 60_000)] : [0];
    for (const extraMs of delays) {
      const delayMs = random.between(1, fault === 'slow' ? 10 * 60_000 : 2_000) + extraMs;
      simulation.after(delayMs, () => receive('callback', inbound(callback), about));
    }
  }

  function forge(): void {
    const victim = shop.backend.transactions[random.between(0, shop.backend.transactions.length - 1)];
    if (victim === undefined) return;
    // The status stands outside the signature: a captured callback with another word is the best forgery there is.
    const lie = operator().callbackAbout({
      ...victim,
      status: random.pick(['succeeded', 'failed', 'canceled']),
      operatorReference: `FORGED-${random.between(1, 9)}`,
    });
    if (lie === undefined) return;
    const request = inbound(lie);
    const kind = random.weighted({ altered: 60, stranger: 20, badSignature: 20 });
    const sent: Record<typeof kind, CallbackRequest> = {
      altered: request,
      stranger: { ...request, peer: '198.51.100.7' },
      badSignature: { ...request, body: request.body.replace(/"signature":"[0-9a-f]/, '"signature":"x') },
    };
    simulation.after(random.between(1, 60_000), () => receive(`forged (${kind})`, sent[kind], undefined));
  }

  async function receive(name: string, request: CallbackRequest, about: Charge | undefined): Promise<void> {
    const taken = await simulation.start('web', name, async () => {
      const fiber = simulation.fiber();
      simulation.log(`${name} arrives`);
      const connection = await findCallbackConnection('my-coolpay', shop.callbackToken);
      if (connection === undefined) throw new Error('The connection is gone.');
      const answer = await receiveCallback(connection, request, shop.deps);
      simulation.log(`${name} answered ${answer.status}`);
      if (answer.status === 200) remember(fiber, about);
    });
    if (!taken) simulation.log(`${name}: nobody there`);
  }

  const downMs = () => random.between(100, 30_000);
  return { wire, carry, forge, notSent, chargesSent };
}

/** What a fiber heard counts once the fiber has come to its end: before that, a crash may forget it. */
function remember(fiber: Fiber, told: Charge | undefined): void {
  if (told === undefined) return;
  fiber.atEnd.push(() => {
    told.told = true;
  });
}

function inbound({ method, headers, body = '' }: OutgoingCallback): CallbackRequest {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { method, query: '', headers: lower, body, peer: PROVIDER_ADDRESS };
}

function chargeReference({ method, url, body }: OutgoingRequest): string | undefined {
  const { pathname } = new URL(url);
  if (method !== 'POST' || !/\/(payin|paylink)$/.test(pathname)) return undefined;
  const fields: { app_transaction_ref: string } = JSON.parse(body ?? '{}'); // by the client's own wire
  return fields.app_transaction_ref;
}

function toldBy({ url }: OutgoingRequest, result: HttpResult, operator: Operator): Charge | undefined {
  const asked = /\/checkStatus\/([^/?]+)$/.exec(new URL(url).pathname)?.[1];
  return asked === undefined || result.kind !== 'reply' ? undefined : operator.toldBy(asked);
}

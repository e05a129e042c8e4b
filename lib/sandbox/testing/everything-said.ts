/**
 * Everything that a simulated provider can be made to say: every story on every way to pay and as a payout, every button
 * of its page, and every request of those again with something wrong with it. The database holds what `seedPlatform` makes.
 */
import type { ManualClock } from '#lib/clock.ts';
import { db } from '#lib/db.ts';
import { env } from '#lib/env.ts';
import type { HttpResult, HttpSend, OutgoingRequest } from '#lib/http.ts';
import { newProviderReference } from '#lib/ids.ts';
import { minorUnits, money } from '#lib/money.ts';
import { OPERATORS } from '#lib/operators/catalogue.ts';
import { parseFields, parseJsonObject } from '#lib/providers/codecs.ts';
import type {
  ChargeRequest,
  ClientContext,
  ConnectionCheck,
  Observation,
  Provider,
  ProviderOperator,
  Said,
  WalletBalance,
} from '#lib/providers/provider.ts';
import { connectionContext, SANDBOX_BASE_URL } from '#lib/routing/connection-context.ts';
import { memoryStore } from '#lib/testing/memory-backend.ts';
import { sandboxBackend } from '../backend.ts';
import { inSandboxCall } from '../call.ts';
import { CODE_RIGHT } from '../otp.ts';
import { decidePage, type PageDecision } from '../page.ts';
import { runSandboxStep } from '../step.ts';
import { STORIES } from '../stories.ts';
import { moneyOf, type Row } from '../transactions.ts';

const PHONE_STARTS = { TG: '+22890000', CI: '+2250700000', CM: '+237670000', CD: '+243810000' } as const;
const LOOPBACK = '127.0.0.1';
/** At which no account pays out. */
const UNDECLARED = '198.51.100.9';
const WRONG = 'wrong';
/** More steps than all stories have. */
const STEPS_MAX = 1_000;

/** What our client made of what it was told: whether the messages that it read decided anything. */
export interface Reading {
  read: readonly Said[];
  decided: boolean;
}

/** A verb of the client, to be done again. */
type Verb = (
  context: ClientContext,
) => Promise<Observation | ConnectionCheck | readonly WalletBalance[] | undefined>;

interface World {
  provider: Provider;
  clock: ManualClock;
  said: Said[];
  readings: Reading[];
  /** What the client is doing, and what it has read in doing it. */
  doing?: { verb: Verb; read: Said[] };
  /** What our client sent last to each address, and in doing what. */
  asked: Map<string, { request: OutgoingRequest; verb: Verb }>;
  context: ClientContext;
  send: HttpSend;
  ask(request: OutgoingRequest, peer?: string): Promise<HttpResult>;
}

/** The messages, in the order in which they were said, and what our client makes of them. */
export async function everythingSaid(
  provider: Provider,
  clock: ManualClock,
): Promise<{ said: readonly Said[]; readings: readonly Reading[] }> {
  const world = await aWorld(provider, clock);
  for (const ending of [...Object.keys(STORIES), '000']) {
    for (const served of onePerFlow(provider)) {
      const phone = numberOf(provider, served, ending);
      if (served.flow === 'push' || served.flow === 'otp') await prompt(world, served, phone);
      else await visitPage(world, served, { phone, action: 'approve' });
    }
    await live(world);
  }
  for (const served of onePerFlow(provider).filter(({ flow }) => flow === 'redirect' || flow === 'form')) {
    for (const visit of VISITS) await visitPage(world, served, visit);
  }
  await live(world);
  await observe(world, provider.checkConnection);
  if (provider.balances) await observe(world, provider.balances);
  const credentials = wrongCredentials(world);
  await observe(world, (context) => provider.checkConnection({ ...context, credentials }));
  for (const asked of [...world.asked.values()]) await askWrongly(world, asked);
  return world;
}

/** The client does something; what it reads meanwhile, and whether it then knows more, is kept. */
async function observe<T extends Verb>(
  world: World,
  verb: T,
  context: ClientContext = world.context,
): Promise<Awaited<ReturnType<T>>> {
  const read: Said[] = [];
  world.doing = { verb, read };
  const seen = (await verb(context)) as Awaited<ReturnType<T>>; // what the verb returns
  world.readings.push({ read, decided: decides(seen) });
  return seen;
}

function decides(seen: Awaited<ReturnType<Verb>>): boolean {
  if (seen === undefined) return false;
  if ('outcome' in seen) return seen.outcome !== 'unknown';
  return !('ok' in seen) || seen.ok || seen.problem !== 'unclear';
}

// ───────────── the payer ─────────────

async function prompt(world: World, served: ProviderOperator, phone: string): Promise<void> {
  const { charge, confirmOtp, payOut } = world.provider;
  const request = aCharge(world, served, phone);
  const seen = await observe(world, (context) => charge(request, context));
  const { providerReference = '' } = seen;
  if (seen.outcome === 'requires_otp' && confirmOtp) {
    for (const code of [WRONG, CODE_RIGHT])
      await observe(world, (context) => confirmOtp({ reference: '', providerReference, code }, context));
  }
  const { description, returnUrls: _none, flow: _any, ...asked } = aCharge(world, served, phone);
  if (payOut) await observe(world, (context) => payOut({ ...asked, phone, description }, context));
}

type Visit = Pick<PageDecision, 'action'> & { phone?: string; pin?: string; code?: string; tooLate?: true };

/** Every way to leave a page without a story. */
const VISITS: readonly Visit[] = [
  { action: 'decline' },
  { action: 'back' },
  { action: 'expire' },
  { action: 'approve', pin: '0000' },
  { action: 'approve', code: WRONG },
  { action: 'approve', tooLate: true },
];

async function visitPage(world: World, served: ProviderOperator, visit: Visit): Promise<void> {
  const { provider, clock } = world;
  const phone = visit.phone ?? numberOf(provider, served, '000');
  const request = aCharge(world, served, phone);
  const seen = await observe(world, (context) => provider.charge(request, context));
  if (seen.nextAction?.type === 'form') await postForm(world, seen.nextAction);
  const page = await db.sandboxTransaction.findFirst({ orderBy: { createdAt: 'desc' } });
  if (page === null || page.flow !== 'page') return;
  await ask(world, page);
  if (visit.tooLate) clock.advance(provider.manifest.page?.lifeMs ?? 0);
  const decision = { ...visit, providerReference: page.providerReference, number: phone };
  const answer = { ...decision, operator: served.operator };
  for (let tries = 0; tries < (provider.manifest.page?.pinTries ?? 0); tries++) {
    await decidePage({ ...answer, step: 'number_and_pin', pin: visit.pin ?? '4321' }, world);
  }
  await decidePage({ ...answer, step: 'code', code: visit.code ?? CODE_RIGHT }, world);
  await ask(world, page);
  clock.advance(1);
}

async function postForm({ ask: post }: World, form: { url: string; fields: Record<string, string> }) {
  const url = form.url.replace(env().publicUrl, env().internalUrl);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(form.fields).toString();
  await post({ method: 'POST', url, headers, body, timeoutMs: 1, guard: 'loopback' });
}

/** The worker until nothing is due: each act of the simulated operator, and a query about it. */
async function live(world: World): Promise<void> {
  const { clock } = world;
  for (let step = 0; step < STEPS_MAX; step++) {
    const row = await db.sandboxTransaction.findFirst({
      where: { nextStepAt: { not: null } },
      orderBy: { nextStepAt: 'asc' },
    });
    if (row === null || row.nextStepAt === null) return;
    await ask(world, row);
    if (row.nextStepAt > clock.now()) clock.set(row.nextStepAt);
    await runSandboxStep(row.id, world);
    await ask(world, await db.sandboxTransaction.findUniqueOrThrow({ where: { id: row.id } }));
  }
  throw new Error('It never comes to rest.');
}

async function ask(world: World, row: Row): Promise<void> {
  const { provider } = world;
  const served = provider.manifest.operators.find(({ operator }) => operator === row.operator);
  if (served === undefined) return;
  const { reference, providerReference, kind } = row;
  const about = { reference, providerReference, operator: served.operator, flow: served.flow };
  const query = { ...about, kind: kind === 'payout' ? ('payout' as const) : ('payment' as const) };
  await observe(world, (context) => provider.query({ ...query, money: moneyOf(row) }, context));
}

// ───────────── requests with something wrong ─────────────

/**
 * Again as it was, without each of its members, by another method, by nobody, by a stranger, and about nothing; and what
 * our client would make of the answer, had it come to what it was doing.
 */
async function askWrongly(
  world: World,
  { request, verb }: { request: OutgoingRequest; verb: Verb },
): Promise<void> {
  const { authorization: _gone, ...unsigned } = request.headers ?? {};
  const url = new URL(request.url);
  const elsewhere = `${request.url.slice(0, request.url.lastIndexOf('/'))}/NEVERSENT00000000000`;
  const wrong: OutgoingRequest[] = [
    request,
    ...withoutEachMember(request),
    { ...request, method: request.method === 'GET' ? 'POST' : 'GET' },
    { ...request, headers: unsigned },
    { ...request, headers: { ...unsigned, authorization: `Bearer ${WRONG}` } },
    { ...request, url: elsewhere },
    { ...request, url: `${url.origin}${url.pathname}` },
  ];
  for (const one of wrong) await answering(await world.ask(one));
  await answering(await world.ask(withNewReference(request), UNDECLARED));

  async function answering(result: HttpResult): Promise<void> {
    const told = world.said.at(-1);
    const send: HttpSend = async (again) => {
      if (addressOf(again) !== addressOf(request)) return world.send(again);
      if (told !== undefined) world.doing?.read.push(told);
      return result;
    };
    // A token that is kept would be asked for no more.
    await observe(world, verb, { ...world.context, send, store: memoryStore(world.clock) });
  }
}

/** Method and path, whatever transaction stands in it. */
function addressOf({ method, url }: OutgoingRequest): string {
  const [address = ''] = url.split('?');
  return `${method} ${address.replace(/\/[\w-]{12,}$/, '/…')}`;
}

function withoutEachMember(request: OutgoingRequest): OutgoingRequest[] {
  const fields = parseJsonObject(request.body ?? '') ?? {};
  return Object.keys(fields).flatMap((name) => {
    const { [name]: _left, ...others } = fields;
    const strange = { ...fields, [name]: WRONG };
    return [others, strange].map((body) => ({ ...request, body: JSON.stringify(body) }));
  });
}

/** A request that was never made, so that only its sender is wrong. */
function withNewReference(request: OutgoingRequest): OutgoingRequest {
  const { body } = request;
  return body === undefined
    ? request
    : { ...request, body: body.replaceAll(/\b[0-9A-Z]{20}\b/g, newProviderReference()) };
}

function wrongCredentials({ context }: World): Record<string, string> {
  const right: Record<string, string> = Object(context.credentials);
  const [name = '', ...others] = Object.keys(right);
  // The same form, so that it is sent: the last digit or letter is another one.
  const wrong = (value = '') => value.slice(0, -1) + (value.endsWith('1') ? '2' : '1');
  const secrets = Object.fromEntries(others.map((other) => [other, wrong(right[other])]));
  return others.length === 0 ? { [name]: wrong(right[name]) } : { ...right, ...secrets };
}

// ───────────── the wire ─────────────

async function aWorld(provider: Provider, clock: ManualClock): Promise<World> {
  const { id } = provider.manifest;
  const mount = `${env().internalUrl}/sandbox/${id}`;
  const said: Said[] = [];
  const readings: Reading[] = [];
  const asked: World['asked'] = new Map();
  const send: HttpSend = async (request) => {
    if (!request.url.startsWith(mount)) return told(request);
    const { doing } = world;
    if (doing !== undefined) asked.set(addressOf(request), { request, verb: doing.verb });
    const result = await ask(request);
    const reply = said.at(-1);
    if (result.kind === 'reply' && reply !== undefined) doing?.read.push(reply);
    return result;
  };
  const told = async (request: OutgoingRequest): Promise<HttpResult> => {
    const { pathname: path, searchParams } = new URL(request.url);
    const body = await parseFields(request.body ?? '', request.headers?.['content-type'] ?? '');
    const fields = { ...Object.fromEntries(searchParams), ...body };
    const message: Said = { kind: 'callback', path, status: 0, fields };
    said.push(message);
    readings.push({ read: [message], decided: await isRead(request) });
    return { kind: 'reply', status: 200, headers: {}, text: 'OK' };
  };
  const ask = async (request: OutgoingRequest, peer = LOOPBACK): Promise<HttpResult> => {
    const server = provider.server(sandboxBackend({ clock, send }), () => ({
      peer,
      origin: env().publicUrl,
    }));
    const { method, headers = {}, body } = request;
    const path = request.url.slice(mount.length);
    const init = { method, headers, ...(body === undefined || method === 'GET' ? {} : { body }) };
    const { result, silent } = await inSandboxCall(() => server.request(`http://sandbox${path}`, init));
    if (silent) return { kind: 'silence', reason: 'time-out' };
    const text = await result.text();
    const fields = parseJsonObject(text) ?? { text };
    said.push({ kind: 'reply', path: path.split('?')[0] ?? '', status: result.status, fields });
    return { kind: 'reply', status: result.status, headers: Object.fromEntries(result.headers), text };
  };
  const connection = await db.connection.findFirstOrThrow({
    where: { provider: id, baseUrl: SANDBOX_BASE_URL },
  });
  const context = connectionContext(connection, { clock, send });
  const isRead = async ({ method, url, headers = {}, body = '' }: OutgoingRequest): Promise<boolean> => {
    const query = new URL(url).search.slice(1);
    const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const message = { method, query, headers: Object.fromEntries(names), body, peer: LOOPBACK };
    const reading = await provider.readCallback(message, context);
    return reading.kind === 'read' && decides(reading.observation);
  };
  const world: World = { provider, clock, said, readings, asked, context, send, ask };
  return world;
}

function aCharge(
  { provider }: World,
  { operator, flow }: ProviderOperator,
  phone: string,
): ChargeRequest & { phone: string } {
  const [currency = 'XOF'] = provider.manifest.currencies;
  const back = 'https://shop.test/back';
  return {
    reference: newProviderReference(),
    money: money(1_500n * 10n ** BigInt(minorUnits(currency)), currency),
    operator,
    flow,
    phone,
    description: 'Commande 1001',
    locale: 'fr',
    returnUrls: { success: back, cancel: back, failure: back },
  };
}

/** Each flow once: what operators of one flow say differs in their name alone. */
function onePerFlow({ manifest }: Provider): ProviderOperator[] {
  const flows = [...new Set(manifest.operators.map(({ flow }) => flow))];
  return flows.flatMap((flow) => manifest.operators.filter((served) => served.flow === flow).slice(0, 1));
}

/** A number of the operator that ends so. */
function numberOf({ manifest }: Provider, { operator }: ProviderOperator, ending: string): string {
  const start = PHONE_STARTS[manifest.country];
  const [prefix = ''] = OPERATORS[operator].prefixes;
  const code = start.slice(0, 4);
  return `${code}${prefix}${start.slice(4 + prefix.length)}${ending}`;
}
